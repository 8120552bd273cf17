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
  std::string name;   // in lower case
  std::string value;  // may be empty, may have several lines; may be a secret
  std::size_t line = 0;
  std::vector<NestedSetting> nested = {};
};

// A section of the files that AWS's tools share, "[name]" and the settings below it.
struct Profile {
  std::string name;  // the text in brackets; in a config file it begins with "profile "
  std::size_t line = 0;
  std::vector<ProfileSetting> settings = {};

  // Returns the setting of that name, which may be empty; nullptr if there is none.
  [[nodiscard]] const ProfileSetting* find(std::string_view name) const;

  // Returns the value of the setting of that name; nullptr if there is none or it is empty.
  [[nodiscard]] const std::string* setting(std::string_view name) const;

  // Returns the value of a setting that is nested in another; nullptr likewise.
  [[nodiscard]] const std::string* setting(std::string_view outer, std::string_view name) const;

  // Returns whether the text in brackets is that name behind that kind, e.g. "services" and "local"
  // for "[services local]". The name may stand in quotes, as in a shell.
  [[nodiscard]] bool is_section(std::string_view kind, std::string_view section_name) const;
};

// Returns a kValidation error with the message "line <number>: <why>".
base::Error bad_line(std::size_t line, std::string_view why);

// Parses a credentials or config file as Python's SDK and the AWS CLI do, which are the strictest:
// "=" or ":" ends a name; an indented line belongs to the setting above it, and is nested in it
// where that has no value; the section [DEFAULT] holds settings for all others.
//
// Errors: kValidation, made by bad_line, for what those tools refuse: a line that is no section,
// setting or comment; a section or setting that comes twice; bytes that are no UTF-8. The message
// contains no value.
base::Result<std::vector<Profile>> parse_profiles(std::string_view text);

}  // namespace flows::wire
