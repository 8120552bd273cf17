#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "wire/message.h"
#include "wire/target.h"

namespace flows::wire {

inline constexpr std::string_view kSigningAlgorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view kScopeTerminator = "aws4_request";

// What a request says of its signature (Signature Version 4), in the Authorization header or in the
// query of a presigned URL. Nothing of it is verified yet.
struct RequestSignature {
  bool in_query = false;
  std::string access_key;
  std::string date;  // of the credential scope: YYYYMMDD
  std::string region;
  std::string service;
  std::vector<std::string> signed_headers;  // in lower case, in the order that was sent
  std::string signature;
  std::string timestamp;                              // YYYYMMDD'T'HHMMSS'Z'
  base::TimePoint time;                               // the same
  std::optional<std::chrono::seconds> lifetime = {};  // of a presigned URL, from its time
  std::optional<std::string> session_token = {};
};

// Reads it; `target` is that of the request. Errors: kMissingAuthenticationToken where there is
// none; kIncompleteSignature, in AWS's words, where parts are missing or malformed;
// kInvalidSignature where the credential scope has another terminator or day than the time stamp.
base::Result<RequestSignature> read_request_signature(const Request& request, const Target& target);

}  // namespace flows::wire
