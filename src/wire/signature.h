#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "wire/credential_scope.h"
#include "wire/credentials_file.h"
#include "wire/message.h"

namespace flows::wire {

// The name under which both services sign.
inline constexpr std::string_view kSigningService = "bedrock";

// Verifies that the holder of one of `credentials` signed this very request for `service` (AWS
// Signature Version 4), within limits::kClockSkewMax of `now` or, for a presigned URL, within its
// lifetime. The body must be the signed one, unless the request declares UNSIGNED-PAYLOAD, and host
// and every x-amz-* header must be signed.
//
// Returns   the scope of the signer. Nothing else in the request identifies the caller.
// Errors    those of parse_target and read_request_signature; kUnrecognizedClient for an unknown
//           access key or a wrong session token; kInvalidSignature for all the rest. These are the
//           same as AWS's. No message contains a secret or the expected signature.
// Threads   any; hashes the body.
base::Result<CredentialScope> verify_signature(const Request& request,
                                               const Credentials& credentials, base::TimePoint now,
                                               std::string_view service = kSigningService);

}  // namespace flows::wire
