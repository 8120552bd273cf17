#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace flows::wire {

struct ProfileSetting {
  std::string name;
  std::string value;  // may be empty; may be a secret
  std::size_t line = 0;
};

// A section of the files that AWS's tools share, "[name]" and the settings below it.
struct Profile {
  std::string name;  // as it stands in brackets: of a config file's with "profile " in front
  std::size_t line = 0;
  std::vector<ProfileSetting> settings = {};

  // The value of the first setting of that name; nullptr where there is none, or it is empty.
  [[nodiscard]] const std::string* setting(std::string_view name) const;
};

// "line <number>: <why>".
base::Error bad_line(std::size_t line, std::string_view why);

// Reads the text of a credentials or config file. Indented lines below a setting without a value
// are settings of that setting, and are left out. Errors: kValidation, by bad_line, without any
// value: a line that is neither a profile nor a setting of one.
base::Result<std::vector<Profile>> parse_profiles(std::string_view text);

}  // namespace flows::wire
