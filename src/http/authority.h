#pragma once

#include <optional>
#include <string_view>

namespace flows::http {

// Whom a request is for, as Host, :authority or an origin name it: views of that text.
struct Authority {
  std::string_view host;  // an IPv6 literal has no brackets here
  std::string_view port;  // empty means the default port of the scheme
  bool is_bracketed = false;
};

// Splits "host", "host:port" or "[v6]:port". Returns nullopt for any other text, such as one with a
// user before the host.
std::optional<Authority> split_authority(std::string_view text);

// Returns whether the host is an address that needs no DNS: an IPv6 literal, with or without a
// zone, or IPv4 in any spelling that clients accept ("127.0.0.1", "127.1").
bool is_address(const Authority& authority);

// Returns whether the host is a name that no foreign DNS server can point at this computer:
// localhost, a name under .localhost, or what containers call their host.
bool is_loopback_name(std::string_view host);

// Returns whether the text consists of what the names of hosts consist of.
bool is_host_name(std::string_view text);

// Returns the host without the dot that may end a whole name.
std::string_view without_last_dot(std::string_view host);

}  // namespace flows::http
