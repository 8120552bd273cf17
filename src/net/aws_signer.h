#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "net/aws_credentials.h"
#include "net/http_client.h"

namespace flows::net {

// For whom a request is signed.
struct SigningScope {
  std::string region;   // e.g. "us-east-1"
  std::string service;  // its signing name, e.g. "bedrock"; "s3" has its own rules for paths
};

// Signs a request with AWS Signature Version 4: adds Host, X-Amz-Date, Authorization,
// X-Amz-Security-Token where the credentials have a token, and for S3 X-Amz-Content-Sha256. All its
// headers are signed but those that are changed on the way (Connection, Expect, Transfer-Encoding,
// User-Agent, X-Amzn-Trace-Id). Nothing may be changed afterwards.
//
// Requires  none of the added headers is there yet.
// Errors    kSerialization, where the target's escapes are malformed.
base::Result<void> sign(HttpRequest& request, const AwsCredentials& credentials,
                        const SigningScope& scope, base::TimePoint now);

}  // namespace flows::net
