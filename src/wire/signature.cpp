#include "wire/signature.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/sha256.h"
#include "base/text/ascii.h"
#include "base/text/hex.h"
#include "wire/canonical_request.h"
#include "wire/request_signature.h"
#include "wire/timestamp.h"

namespace flows::wire {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::limits::kClockSkewMax;

constexpr std::string_view kContentHash = "X-Amz-Content-Sha256";
constexpr std::string_view kUnsigned = "UNSIGNED-PAYLOAD";

Error invalid(std::string message) { return {ErrorCode::kInvalidSignature, std::move(message)}; }

Error does_not_match() {
  return invalid(
      "The request signature we calculated does not match the signature you provided. Check your "
      "AWS Secret Access Key and signing method. Consult the service documentation for details.");
}

Result<const Credential*> find_credential(const RequestSignature& signature,
                                          const Credentials& credentials) {
  const auto found = credentials.find(signature.access_key);
  if (found == credentials.end() || found->second.session_token != signature.session_token) {
    return Error{ErrorCode::kUnrecognizedClient,
                 "The security token included in the request is invalid."};
  }
  return &found->second;
}

Result<void> check_time(const RequestSignature& signature, base::TimePoint now) {
  const auto text = [](base::TimePoint time) { return format_compact_timestamp(time); };
  const auto valid_for = signature.lifetime ? *signature.lifetime : kClockSkewMax;
  if (signature.time + valid_for < now) {
    return invalid(signature.lifetime
                       ? fmt::format("Signature expired: {} is now earlier than {}",
                                     text(signature.time + valid_for), text(now))
                       : fmt::format("Signature expired: {} is now earlier than {} ({} - 5 min.)",
                                     signature.timestamp, text(now - valid_for), text(now)));
  }
  if (signature.time > now + kClockSkewMax) {
    return invalid(fmt::format("Signature not yet current: {} is still later than {} ({} + 5 min.)",
                               signature.timestamp, text(now + kClockSkewMax), text(now)));
  }
  return {};
}

// Anybody could have added a header that is not signed.
Result<void> check_signed_headers(const Request& request, const RequestSignature& signature) {
  const auto is_signed = [&](std::string_view name) {
    return std::ranges::any_of(signature.signed_headers, [&](const std::string& header) {
      return base::equal_ignoring_case(header, name);
    });
  };
  if (!is_signed("host")) {
    return invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  for (const Header& header : request.headers) {
    constexpr std::string_view kPrefix = "x-amz-";
    if (base::equal_ignoring_case(std::string_view(header.name).substr(0, kPrefix.size()),
                                  kPrefix) &&
        !is_signed(header.name)) {
      return invalid(
          fmt::format("'{}' must be a 'SignedHeader' in the AWS Authorization.", header.name));
    }
  }
  return {};
}

// Returns the hash that was signed for the body. Errors: kInvalidSignature if the body has another.
Result<std::string> payload_hash(const Request& request, const Target& target) {
  const std::string* given = request.header(kContentHash);
  if (given == nullptr) {
    const auto in_query = std::ranges::find(target.query, kContentHash, &QueryPair::name);
    if (in_query != target.query.end()) given = &in_query->value;
  }
  if (given != nullptr && *given == kUnsigned) return std::string(kUnsigned);
  auto actual = base::hex(base::sha256(request.body));
  if (given != nullptr && *given != actual) return does_not_match();
  return actual;
}

}  // namespace

Result<CredentialScope> verify_signature(const Request& request, const Credentials& credentials,
                                         base::TimePoint now, std::string_view service) {
  ASSIGN_OR_RETURN(const Target target, parse_target(request.target));
  ASSIGN_OR_RETURN(const auto signature, read_request_signature(request, target));
  if (signature.service != service) {
    return invalid(fmt::format("Credential should be scoped to correct service: '{}'.", service));
  }
  if (!is_region(signature.region)) {
    return invalid("Credential should be scoped to a valid region.");
  }
  ASSIGN_OR_RETURN(const Credential* credential, find_credential(signature, credentials));
  RETURN_IF_ERROR(check_time(signature, now));
  RETURN_IF_ERROR(check_signed_headers(request, signature));
  ASSIGN_OR_RETURN(const auto hash, payload_hash(request, target));
  const auto expected = compute_signature(signature, credential->secret_key,
                                          canonical_request(request, target, signature, hash));
  if (!base::equal_in_constant_time(expected, signature.signature)) return does_not_match();
  return CredentialScope{signature.access_key, signature.region};
}

}  // namespace flows::wire
