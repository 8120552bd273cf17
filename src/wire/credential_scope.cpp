#include "wire/credential_scope.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text/ascii.h"
#include "wire/request_signature.h"
#include "wire/target.h"

namespace flows::wire {
namespace {

constexpr std::string_view kQueryKey = "X-Amz-Credential";
constexpr std::size_t kRegionLengthMax = 20;
constexpr std::size_t kAccountLength = 12;

// Cuts off and returns the part after the last slash; all of `text` if it has none.
std::string_view pop_part(std::string_view& text) {
  const std::size_t slash = text.rfind('/');
  const std::string_view part = slash == text.npos ? text : text.substr(slash + 1);
  text = slash == text.npos ? std::string_view{} : text.substr(0, slash);
  return part;
}

// Parses "<access key>/<date>/<region>/<service>/aws4_request" from its end, because the access key
// may contain "/".
std::optional<CredentialScope> parse_credential(std::string_view text) {
  if (pop_part(text) != kScopeTerminator) return std::nullopt;
  if (pop_part(text).empty()) return std::nullopt;  // the service
  const std::string_view region = pop_part(text);
  const std::string_view date = pop_part(text);
  if (text.empty() || !is_region(region) || date.empty()) return std::nullopt;
  return CredentialScope{std::string(text), std::string(region)};
}

std::optional<CredentialScope> parse_authorization(std::string_view header) {
  header = base::trimmed(header);
  if (!header.starts_with(kSigningAlgorithm)) return std::nullopt;
  header.remove_prefix(kSigningAlgorithm.size());
  if (header.empty() || (header.front() != ' ' && header.front() != '\t')) return std::nullopt;
  while (!header.empty()) {
    const std::string_view part = header.substr(0, header.find(','));
    header.remove_prefix(std::min(part.size() + 1, header.size()));
    const std::size_t equals = part.find('=');
    if (equals == part.npos || base::trimmed(part.substr(0, equals)) != "Credential") continue;
    return parse_credential(base::trimmed(part.substr(equals + 1)));
  }
  return std::nullopt;
}

std::optional<CredentialScope> parse_presigned(std::string_view target) {
  if (target.find(kQueryKey) == target.npos) return std::nullopt;  // the usual case, and cheap
  const auto parsed = parse_target(target);
  if (!parsed) return std::nullopt;
  const auto found = std::ranges::find(parsed->query, kQueryKey, &QueryPair::name);
  if (found == parsed->query.end()) return std::nullopt;
  return parse_credential(found->value);
}

}  // namespace

bool is_region(std::string_view text) {
  return !text.empty() && text.size() <= kRegionLengthMax && std::ranges::all_of(text, [](char c) {
    return base::is_lower(c) || base::is_digit(c) || c == '-';
  });
}

std::optional<CredentialScope> credential_scope(const Request& request) {
  if (const std::string* header = request.header("Authorization"); header != nullptr) {
    return parse_authorization(*header);
  }
  return parse_presigned(request.target);
}

base::Caller caller_of(const CredentialScope& scope, const base::Caller& defaults) {
  const std::string& key = scope.access_key;
  const bool is_account = key.size() == kAccountLength && std::ranges::all_of(key, base::is_digit);
  return base::Caller{is_account ? key : defaults.account, scope.region};
}

base::Caller caller_of(const Request& request, const base::Caller& defaults) {
  const auto scope = credential_scope(request);
  return scope ? caller_of(*scope, defaults) : defaults;
}

}  // namespace flows::wire
