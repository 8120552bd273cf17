#pragma once

#include <string>

#include "wire/request_signature.h"

namespace flows::wire {

// How the path of a request appears in the canonical request.
enum class PathRule {
  kNormalized,  // "." and ".." resolved, empty segments dropped, the rest encoded once more
  kAsSent,      // S3's rule, because its keys may contain any of these
};

// Returns the canonical request of Signature Version 4, the text that a signature signs. The path
// follows `path_rule`; the query is decoded, sorted and encoded anew, without the signature; the
// signed headers are trimmed and joined. `payload_hash` stands for the body. Only the signed
// headers of `signature` are used.
std::string canonical_request(const Request& request, const Target& target,
                              const RequestSignature& signature, const std::string& payload_hash,
                              PathRule path_rule = PathRule::kNormalized);

// Returns the signature of `canonical_request` in lower-case hexadecimal digits. It is computed
// with the time stamp and the scope (date, region, service) of `signature`.
std::string compute_signature(const RequestSignature& signature, const std::string& secret_key,
                              const std::string& canonical_request);

}  // namespace flows::wire
