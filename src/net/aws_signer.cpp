#include "net/aws_signer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "base/sha256.h"
#include "base/text/ascii.h"
#include "base/text/hex.h"
#include "wire/canonical_request.h"
#include "wire/request_signature.h"
#include "wire/timestamp.h"

namespace flows::net {
namespace {

constexpr std::string_view kS3 = "s3";
constexpr std::size_t kDayLength = 8;  // YYYYMMDD

// Proxies and HTTP libraries change these.
constexpr std::array<std::string_view, 5> kUnsignedHeaders = {
    "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id"};

std::vector<std::string> names_to_sign(const std::vector<wire::Header>& headers) {
  std::set<std::string> names;
  for (const wire::Header& header : headers) {
    std::string name = base::lowered(header.name);
    if (std::ranges::find(kUnsignedHeaders, name) == kUnsignedHeaders.end()) {
      names.insert(std::move(name));
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace

base::Result<void> sign(HttpRequest& request, const AwsCredentials& credentials,
                        const SigningScope& scope, base::TimePoint now) {
  const std::string timestamp = wire::format_compact_timestamp(now);
  const std::string payload_hash = base::hex(base::sha256(request.body));
  auto& headers = request.headers;
  headers.push_back({"Host", request.url.host_header()});
  headers.push_back({"X-Amz-Date", timestamp});
  if (credentials.session_token) {
    headers.push_back({"X-Amz-Security-Token", *credentials.session_token});
  }
  const bool is_s3 = scope.service == kS3;
  if (is_s3) headers.push_back({"X-Amz-Content-Sha256", payload_hash});

  wire::RequestSignature signature;
  signature.access_key = credentials.access_key;
  signature.date = timestamp.substr(0, kDayLength);
  signature.region = scope.region;
  signature.service = scope.service;
  signature.signed_headers = names_to_sign(headers);
  signature.timestamp = timestamp;
  const wire::Request message{
      .method = request.method, .target = request.url.target(), .headers = headers, .body = {}};
  ASSIGN_OR_RETURN(const wire::Target target, wire::parse_target(message.target));
  const std::string canonical =
      wire::canonical_request(message, target, signature, payload_hash,
                              is_s3 ? wire::PathRule::kAsSent : wire::PathRule::kNormalized);
  headers.push_back(
      {"Authorization",
       fmt::format("{} Credential={}/{}/{}/{}/{}, SignedHeaders={}, Signature={}",
                   wire::kSigningAlgorithm, signature.access_key, signature.date, scope.region,
                   scope.service, wire::kScopeTerminator, fmt::join(signature.signed_headers, ";"),
                   wire::compute_signature(signature, credentials.secret_key, canonical))});
  return {};
}

}  // namespace flows::net
