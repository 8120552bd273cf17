#pragma once

#include <string>

#include "wire/request_signature.h"

namespace flows::wire {

// The text of a request that its signature signs, by the rules of Signature Version 4 for all
// services but S3: the path normalized and encoded once more, the query decoded, sorted and encoded
// anew without the signature, the signed headers trimmed and joined. `payload_hash` stands for the
// body.
std::string canonical_request(const Request& request, const Target& target,
                              const RequestSignature& signature, const std::string& payload_hash);

}  // namespace flows::wire
