#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace flows::wire {

// The secrets that belong to an access key. They must never reach a log or a response.
struct Credential {
  std::string secret_key;
  std::optional<std::string> session_token = {};  // if set, each request must send it

  friend bool operator==(const Credential&, const Credential&) = default;
};

// Credentials by access key.
using Credentials = std::map<std::string, Credential, std::less<>>;

// Parses a credentials file in the format of AWS's tools: profiles in brackets, each with
// aws_access_key_id, aws_secret_access_key and optionally aws_session_token. Other settings are
// ignored. Errors: kValidation if a line is neither a profile nor a setting, a setting has no value
// or comes twice, a profile has only half of a key pair, two profiles give one access key different
// secrets, or there are no credentials at all. The message is "line <number>: <why>" and never
// contains the value of a setting.
base::Result<Credentials> parse_credentials(std::string_view text);

}  // namespace flows::wire
