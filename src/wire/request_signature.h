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

// The signature (Signature Version 4) that a request carries in its Authorization header or in the
// query of a presigned URL. Nothing of it is verified yet.
struct RequestSignature {
  bool in_query = false;
  std::string access_key;
  std::string date;  // of the credential scope: YYYYMMDD
  std::string region;
  std::string service;
  std::vector<std::string> signed_headers;  // spelled and ordered as sent
  std::string signature;
  std::string timestamp;                              // YYYYMMDD'T'HHMMSS'Z'
  base::TimePoint time;                               // `timestamp` as a point in time
  std::optional<std::chrono::seconds> lifetime = {};  // of a presigned URL, counted from `time`
  std::optional<std::string> session_token = {};
};

// Reads the signature of `request`, whose target is `target`. Errors: kMissingAuthenticationToken
// if there is none; kIncompleteSignature, in AWS's words, if parts are missing or malformed;
// kInvalidSignature if the credential scope has another terminator than AWS's or another day than
// the time stamp.
base::Result<RequestSignature> read_request_signature(const Request& request, const Target& target);

}  // namespace flows::wire
