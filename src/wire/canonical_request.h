#pragma once

#include <string>

#include "wire/request_signature.h"

namespace flows::wire {

// What becomes of the path.
enum class PathRule {
  kNormalized,  // "." and ".." are resolved, empty segments left out, the rest encoded once more
  kAsSent,      // S3's: its keys may have any of these
};

// The text of a request that its signature signs, by the rules of Signature Version 4: the path by
// its rule, the query decoded, sorted and encoded anew without the signature, the signed headers
// trimmed and joined. `payload_hash` stands for the body. Of `signature` only the signed headers
// are used.
std::string canonical_request(const Request& request, const Target& target,
                              const RequestSignature& signature, const std::string& payload_hash,
                              PathRule path_rule = PathRule::kNormalized);

// The signature of that text, in lower-case hexadecimal digits, by the time stamp and the scope
// (date, region, service) of `signature`.
std::string compute_signature(const RequestSignature& signature, const std::string& secret_key,
                              const std::string& canonical_request);

}  // namespace flows::wire
