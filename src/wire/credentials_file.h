#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace flows::wire {

// What belongs to an access key. It must never reach a log or a response.
struct Credential {
  std::string secret_key;
  std::optional<std::string> session_token = {};  // then each request must bring it

  friend bool operator==(const Credential&, const Credential&) = default;
};

// By access key.
using Credentials = std::map<std::string, Credential, std::less<>>;

// Reads the text of a credentials file as AWS's tools have it: profiles in brackets with
// aws_access_key_id, aws_secret_access_key and perhaps aws_session_token. Other settings are left
// to those tools. Errors: kValidation, "line <number>: <why>", without the value of any setting: a
// line that is neither, half a pair, a key that comes twice, no credentials at all.
base::Result<Credentials> parse_credentials(std::string_view text);

}  // namespace flows::wire
