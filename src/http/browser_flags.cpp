#include "http/browser_flags.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text/ascii.h"
#include "http/authority.h"

namespace flows::http {
namespace {

constexpr std::size_t kPortDigitsMax = 5;
constexpr int kPortMax = 65'535;

bool is_scheme(std::string_view text) {
  return !text.empty() && base::is_letter(text.front()) && std::ranges::all_of(text, [](char c) {
    return base::is_alphanumeric(c) || c == '+' || c == '-' || c == '.';
  });
}

// Returns whether browsers write the address as it is written here: they shorten IPv6 and write
// IPv4 with four decimal numbers.
bool is_written_as_in_browsers(const Authority& authority) {
  const int family = authority.is_bracketed ? AF_INET6 : AF_INET;
  const std::string text(authority.host);
  std::array<unsigned char, sizeof(in6_addr)> address{};
  std::array<char, INET6_ADDRSTRLEN> written{};
  if (inet_pton(family, text.c_str(), address.data()) != 1) return false;
  if (inet_ntop(family, address.data(), written.data(), written.size()) == nullptr) return false;
  return base::equal_ignoring_case(text, written.data());
}

std::string fault_of_port(std::string_view scheme, std::string_view port) {
  if (port.empty()) return {};
  const bool is_short = port.size() <= kPortDigitsMax && port.front() != '0';
  if (!is_short || std::stoi(std::string(port)) > kPortMax) {
    return "its port is none that browsers write";
  }
  const bool is_default = (base::equal_ignoring_case(scheme, "http") && port == "80") ||
                          (base::equal_ignoring_case(scheme, "https") && port == "443");
  if (is_default) return fmt::format("browsers leave out the port {} of {}", port, scheme);
  return {};
}

}  // namespace

std::string allow_host_fault(std::string_view name) {
  const bool is_v6 = is_address({.host = name, .port = {}, .is_bracketed = true});
  if (is_v6 || is_host_name(without_last_dot(name))) return {};
  return fmt::format(
      "'{}' is no name or address of a host; it stands alone, without scheme, port, "
      "path or wildcard, as in flows.example",
      name);
}

std::string cors_origin_fault(std::string_view origin) {
  const auto never = [&](std::string_view why) {
    return fmt::format("no page has the origin '{}': {}; write it as in http://localhost:3000",
                       origin, why);
  };
  if (origin == "*") return never("each origin has to be listed");
  if (base::equal_ignoring_case(origin, "null")) {
    return never("a page without an origin is never allowed");
  }
  const std::size_t colon = std::min(origin.find("://"), origin.size());
  const std::string_view scheme = origin.substr(0, colon);
  if (colon == origin.size() || !is_scheme(scheme)) return never("it has no scheme");
  const std::string_view rest = origin.substr(colon + 3);
  if (rest.find_first_of("/?#") != rest.npos) return never("an origin ends before the path");
  if (rest.find('@') != rest.npos) return never("an origin names no user");
  const std::optional<Authority> authority = split_authority(rest);
  if (!authority) return never("it has no host, or its port is no number");
  if (authority->is_bracketed || is_address(*authority)) {
    if (!is_written_as_in_browsers(*authority))
      return never("browsers write its address otherwise");
  } else if (!is_host_name(authority->host)) {
    return never("its host has characters that browsers encode");
  }
  const std::string port = fault_of_port(scheme, authority->port);
  return port.empty() ? port : never(port);
}

}  // namespace flows::http
