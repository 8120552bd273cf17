#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace flows::wire {

// An indented setting below one without a value, e.g. "endpoint_url = …" below "bedrock_agent =".
struct NestedSetting {
  std::string name;
  std::string value;  // may be empty; may be a secret
};

struct ProfileSetting {
  std::string name;
  std::string value;  // may be empty; may be a secret
  std::size_t line = 0;
  std::vector<NestedSetting> nested = {};
};

// A section of the files that AWS's tools share, "[name]" and the settings below it.
struct Profile {
  std::string name;  // the text in brackets; in a config file it begins with "profile "
  std::size_t line = 0;
  std::vector<ProfileSetting> settings = {};

  // Returns the value of the first setting of that name; nullptr if there is none or it is empty.
  [[nodiscard]] const std::string* setting(std::string_view name) const;

  // Returns the value of a setting that is nested in another; nullptr likewise.
  [[nodiscard]] const std::string* setting(std::string_view outer, std::string_view name) const;

  // Returns whether the text in brackets is that name behind that kind, e.g. "services" and "local"
  // for "[services local]". Quotes around the name do not count.
  [[nodiscard]] bool is_section(std::string_view kind, std::string_view name) const;
};

// Returns a kValidation error with the message "line <number>: <why>".
base::Error bad_line(std::size_t line, std::string_view why);

// Parses a credentials or config file. Indented lines below a setting without a value are its
// nested settings. Errors: kValidation, made by bad_line, if a line is neither a profile nor a
// setting of one; the message contains no value.
base::Result<std::vector<Profile>> parse_profiles(std::string_view text);

}  // namespace flows::wire
