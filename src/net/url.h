#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace flows::net {

// The parts of an http or https URL, such as "https://[::1]:8443/base?x=1".
struct Url {
  bool is_https = false;
  std::string host;  // in lower case; an IPv6 literal has no brackets
  std::uint16_t port = 80;
  std::string path;   // encoded as given; empty if there is none
  std::string query;  // likewise, without the question mark

  // Returns the target for the request line: path and query, with "/" for an empty path.
  [[nodiscard]] std::string target() const;
  // Returns the value of the Host header, without a default port.
  [[nodiscard]] std::string host_header() const;

  friend bool operator==(const Url&, const Url&) = default;
};

// Parses a URL. Errors: kValidation if the text is no http or https URL, contains a user (which
// would get into logs), or has a fragment (which is never sent to a server). The message contains
// the text, unless it contains a user.
base::Result<Url> parse_url(std::string_view text);

}  // namespace flows::net
