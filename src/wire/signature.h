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
// Signature Version 4), within limits::kClockSkewMax of `now`; that its body is the signed one,
// unless it is said to be UNSIGNED-PAYLOAD; and that host and every x-amz-* header are signed.
//
// Returns   whose signature it is. Nothing else of the request says who the caller is.
// Errors    the same as AWS's: those of read_request_signature; kUnrecognizedClient for a key
//           or session token that nobody has; kInvalidSignature for all the rest. No secret and no
//           expected signature is in a message.
// Threads   any; hashes the body.
base::Result<CredentialScope> verify_signature(const Request& request,
                                               const Credentials& credentials, base::TimePoint now,
                                               std::string_view service = kSigningService);

}  // namespace flows::wire
