#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "net/aws_credentials.h"
#include "net/http_client.h"

namespace flows::net {

// The region and the service for which a request is signed.
struct SigningScope {
  std::string region;   // e.g. "us-east-1"
  std::string service;  // the signing name, e.g. "bedrock"; "s3" has its own rules for paths
};

// Signs a request with AWS Signature Version 4. It adds Host, X-Amz-Date, Authorization,
// X-Amz-Security-Token if the credentials have a token, and for S3 X-Amz-Content-Sha256. All
// headers are signed except those that may change on the way (Connection, Expect,
// Transfer-Encoding, User-Agent, X-Amzn-Trace-Id). The request must not be changed afterwards.
//
// Requires  none of the added headers is present.
// Errors    kSerialization if the target's escapes are malformed.
base::Result<void> sign(HttpRequest& request, const AwsCredentials& credentials,
                        const SigningScope& scope, base::TimePoint now);

}  // namespace flows::net
