#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace flows::net {

// Where an http or https URL points, such as "https://[::1]:8443/base?x=1".
struct Url {
  bool is_https = false;
  std::string host;  // in lower case, of an IPv6 literal without its brackets
  std::uint16_t port = 80;
  std::string path;   // encoded as it was given; empty where there is none
  std::string query;  // likewise, without the question mark

  // What stands in the request line: path and query, the path being "/" where there is none.
  [[nodiscard]] std::string target() const;
  // What the Host header says: without the port that goes without saying.
  [[nodiscard]] std::string host_header() const;

  friend bool operator==(const Url&, const Url&) = default;
};

// Errors: kValidation, whose message names the text: what is no http or https URL; one with a user
// in it, which would get into logs; one with a fragment, which no server is sent.
base::Result<Url> parse_url(std::string_view text);

}  // namespace flows::net
