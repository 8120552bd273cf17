#include "http/authority.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "base/text/ascii.h"

namespace flows::http {
namespace {

bool ends_with_word(std::string_view text, std::string_view end) {
  return text.size() > end.size() &&
         base::equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

}  // namespace

std::optional<Authority> split_authority(std::string_view text) {
  Authority authority;
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    authority.host = text.substr(1, end - 1);
    authority.is_bracketed = true;
    rest = text.substr(end + 1);
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    authority.host = text.substr(0, colon);
    rest = text.substr(colon);
  }
  if (authority.host.empty()) return std::nullopt;
  if (rest.empty()) return authority;
  authority.port = rest.substr(1);
  const bool digits = authority.port.find_first_not_of("0123456789") == std::string_view::npos;
  if (rest[0] != ':' || authority.port.empty() || !digits) return std::nullopt;
  return authority;
}

bool is_address(const Authority& authority) {
  in6_addr address{};  // large enough for either family
  if (authority.is_bracketed) {
    const std::size_t zone = authority.host.find('%');
    if (zone + 1 == authority.host.size()) return false;
    const std::string text(authority.host.substr(0, zone));
    return inet_pton(AF_INET6, text.c_str(), &address) == 1;
  }
  // inet_aton would also take what follows a space.
  const std::string text(without_last_dot(authority.host));
  in_addr address_v4{};
  return is_host_name(text) && inet_aton(text.c_str(), &address_v4) == 1;
}

bool is_loopback_name(std::string_view host) {
  host = without_last_dot(host);
  constexpr std::string_view kNames[] = {"localhost", "host.docker.internal",
                                         "host.containers.internal"};
  return std::ranges::any_of(
             kNames,
             [&](std::string_view name) { return base::equal_ignoring_case(host, name); }) ||
         (is_host_name(host) && ends_with_word(host, ".localhost"));
}

bool is_host_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return base::is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
  });
}

std::string_view without_last_dot(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

}  // namespace flows::http
