#include "wire/request_signature.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "base/text/ascii.h"
#include "wire/timestamp.h"

namespace flows::wire {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

Error incomplete(std::string message) {
  return {ErrorCode::kIncompleteSignature, std::move(message)};
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const auto end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// The texts of one signature before they are parsed; absent ones are empty.
struct Parts {
  std::string credential;
  std::string signed_headers;
  std::string signature;
  std::string timestamp;
};

const std::string* find(const Target& target, std::string_view name) {
  const auto found = std::ranges::find(target.query, name, &QueryPair::name);
  return found == target.query.end() ? nullptr : &found->value;
}

std::string text_or_empty(const std::string* text) { return text == nullptr ? "" : *text; }

// Reads "Credential=…, SignedHeaders=…, Signature=…", in any order.
Parts read_header(std::string_view header, const Request& request) {
  std::map<std::string_view, std::string, std::less<>> values;
  header.remove_prefix(std::min(kSigningAlgorithm.size(), header.size()));
  while (!header.empty()) {
    const auto part = header.substr(0, header.find(','));
    header.remove_prefix(std::min(part.size() + 1, header.size()));
    const auto equals = std::min(part.find('='), part.size());
    values.emplace(base::trimmed(part.substr(0, equals)),
                   base::trimmed(part.substr(std::min(equals + 1, part.size()))));
  }
  const std::string* date = request.header("X-Amz-Date");
  if (date == nullptr) date = request.header("Date");
  return {.credential = values["Credential"],
          .signed_headers = values["SignedHeaders"],
          .signature = values["Signature"],
          .timestamp = text_or_empty(date)};
}

Parts read_query(const Target& target) {
  return {.credential = text_or_empty(find(target, "X-Amz-Credential")),
          .signed_headers = text_or_empty(find(target, "X-Amz-SignedHeaders")),
          .signature = text_or_empty(find(target, "X-Amz-Signature")),
          .timestamp = text_or_empty(find(target, "X-Amz-Date"))};
}

Result<void> require_parts(const Parts& parts, bool in_query) {
  std::string missing;
  const auto require = [&](const std::string& text, std::string_view header,
                           std::string_view parameter) {
    if (!text.empty()) return;
    if (!missing.empty()) missing += ' ';
    missing += in_query ? fmt::format("AWS query-string parameters must include '{}'.", parameter)
                        : fmt::format("Authorization header requires {}.", header);
  };
  require(parts.credential, "'Credential' parameter", "X-Amz-Credential");
  require(parts.signature, "'Signature' parameter", "X-Amz-Signature");
  require(parts.signed_headers, "'SignedHeaders' parameter", "X-Amz-SignedHeaders");
  require(parts.timestamp, "existence of either a 'X-Amz-Date' or a 'Date' header", "X-Amz-Date");
  if (!missing.empty()) return incomplete(std::move(missing));
  return {};
}

Result<void> read_scope(const std::string& credential, RequestSignature& signature) {
  const auto parts = split(credential, '/');
  if (parts.size() != 5) {
    return incomplete(
        fmt::format("Credential must have exactly 5 slash-delimited elements, e.g. "
                    "keyid/date/region/service/term, got '{}'",
                    credential));
  }
  if (parts[4] != kScopeTerminator) {
    return Error{ErrorCode::kInvalidSignature,
                 fmt::format("Credential should be scoped with a valid terminator: '{}', not '{}'.",
                             kScopeTerminator, parts[4])};
  }
  signature.access_key = parts[0];
  signature.date = parts[1];
  signature.region = parts[2];
  signature.service = parts[3];
  return {};
}

Result<void> read_time(const std::string& text, RequestSignature& signature) {
  const auto time = parse_compact_timestamp(text);
  if (!time) {
    return incomplete(
        fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'. See "
                    "http://en.wikipedia.org/wiki/ISO_8601",
                    text));
  }
  signature.time = *time;
  signature.timestamp = text;
  const std::string day = text.substr(0, 8);
  if (signature.date == day) return {};
  return Error{ErrorCode::kInvalidSignature,
               fmt::format("Date in Credential scope does not match YYYYMMDD from ISO-8601 version "
                           "of date from HTTP: '{}' != '{}', from '{}'.",
                           signature.date, day, text)};
}

Result<void> read_lifetime(const Target& target, RequestSignature& signature) {
  constexpr std::string_view kName = "X-Amz-Expires";
  const std::string text = text_or_empty(find(target, kName));
  std::int64_t seconds = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, seconds);
  if (parsed.ec != std::errc() || parsed.ptr != end || seconds < 1 ||
      std::chrono::seconds(seconds) > base::limits::kPresignedLifetimeMax) {
    return incomplete(fmt::format("{} must be a number of seconds from 1 to {}", kName,
                                  base::limits::kPresignedLifetimeMax.count()));
  }
  signature.lifetime = std::chrono::seconds(seconds);
  return {};
}

Result<void> read_signed_headers(const std::string& text, RequestSignature& signature) {
  signature.signed_headers = split(text, ';');
  if (signature.signed_headers.size() > base::limits::kSignedHeadersMax) {
    return incomplete(
        fmt::format("SignedHeaders must name at most {} headers", base::limits::kSignedHeadersMax));
  }
  return {};
}

}  // namespace

Result<RequestSignature> read_request_signature(const Request& request, const Target& target) {
  const std::string* header = request.header("Authorization");
  RequestSignature signature;
  signature.in_query = header == nullptr && find(target, "X-Amz-Algorithm") != nullptr;
  if (header == nullptr && !signature.in_query) {
    return Error{ErrorCode::kMissingAuthenticationToken, "Missing Authentication Token"};
  }
  const std::string_view algorithm =
      signature.in_query
          ? std::string_view(*find(target, "X-Amz-Algorithm"))
          : base::trimmed(*header).substr(0, base::trimmed(*header).find_first_of(" \t"));
  if (algorithm != kSigningAlgorithm) {
    return incomplete(
        fmt::format("The signature must be one of {}, not of '{}'.", kSigningAlgorithm, algorithm));
  }
  const Parts parts =
      signature.in_query ? read_query(target) : read_header(base::trimmed(*header), request);
  RETURN_IF_ERROR(require_parts(parts, signature.in_query));
  RETURN_IF_ERROR(read_scope(parts.credential, signature));
  RETURN_IF_ERROR(read_time(parts.timestamp, signature));
  RETURN_IF_ERROR(read_signed_headers(parts.signed_headers, signature));
  if (signature.in_query) RETURN_IF_ERROR(read_lifetime(target, signature));
  signature.signature = parts.signature;
  const std::string* token = signature.in_query ? find(target, "X-Amz-Security-Token")
                                                : request.header("X-Amz-Security-Token");
  if (token != nullptr) signature.session_token = *token;
  return signature;
}

}  // namespace flows::wire
