#include "wire/canonical_request.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "base/text/ascii.h"
#include "base/text/hex.h"
#include "base/text/percent.h"

namespace flows::wire {
namespace {

std::string canonical_path(std::string_view path) {
  const bool ends_with_slash = path.ends_with('/');
  std::vector<std::string> segments;
  while (!path.empty()) {
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(segment.size() + 1, path.size()));
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      segments.push_back(base::percent_encode(segment));
    } else if (!segments.empty()) {
      segments.pop_back();
    }
  }
  const bool closed = ends_with_slash && !segments.empty();
  return fmt::format("/{}{}", fmt::join(segments, "/"), closed ? "/" : "");
}

std::string canonical_query(const Target& target) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [name, value] : target.query) {
    if (name != "X-Amz-Signature")
      pairs.emplace_back(base::percent_encode(name), base::percent_encode(value));
  }
  std::ranges::sort(pairs);
  std::string text;
  for (const auto& [name, value] : pairs) {
    if (!text.empty()) text += '&';
    text.append(name).append("=").append(value);
  }
  return text;
}

// Returns `value` without white space at its ends and with one space for each run of spaces.
std::string collapsed(std::string_view value) {
  std::string out;
  for (const char c : base::trimmed(value)) {
    if (c != ' ' || !out.ends_with(' ')) out += c;
  }
  return out;
}

std::string canonical_header(const Request& request, const std::string& name) {
  std::string line = name + ':';
  bool first = true;
  for (const Header& header : request.headers) {
    if (!base::equal_ignoring_case(header.name, name)) continue;
    if (!std::exchange(first, false)) line += ',';
    line += collapsed(header.value);
  }
  return line + '\n';
}

}  // namespace

std::string canonical_request(const Request& request, const Target& target,
                              const RequestSignature& signature, const std::string& payload_hash,
                              PathRule path_rule) {
  auto names = signature.signed_headers;
  std::ranges::sort(names);
  const std::string_view path = raw_path(request.target);
  std::string text =
      fmt::format("{}\n{}\n{}\n", request.method,
                  path_rule == PathRule::kAsSent ? std::string(path) : canonical_path(path),
                  canonical_query(target));
  for (const std::string& name : names) text += canonical_header(request, name);
  text += fmt::format("\n{}\n{}", fmt::join(names, ";"), payload_hash);
  return text;
}

std::string compute_signature(const RequestSignature& signature, const std::string& secret_key,
                              const std::string& canonical_request) {
  const auto scope = fmt::format("{}/{}/{}/{}", signature.date, signature.region, signature.service,
                                 kScopeTerminator);
  const auto to_sign = fmt::format("{}\n{}\n{}\n{}", kSigningAlgorithm, signature.timestamp, scope,
                                   base::hex(base::sha256(canonical_request)));
  std::string key = base::hmac_sha256("AWS4" + secret_key, signature.date);
  key = base::hmac_sha256(key, signature.region);
  key = base::hmac_sha256(key, signature.service);
  key = base::hmac_sha256(key, kScopeTerminator);
  return base::hex(base::hmac_sha256(key, to_sign));
}

}  // namespace flows::wire
