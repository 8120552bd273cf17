#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace flows::http {

// Where an endpoint URL such as "http://127.0.0.1:8484/base" points.
struct Endpoint {
  std::string host;  // of an IPv6 literal without its brackets
  std::uint16_t port = 80;
  std::string path;  // without a slash at its end

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// Errors: kValidation, for text that is no http URL. An https URL is one: it cannot be probed.
base::Result<Endpoint> parse_endpoint(std::string_view url);

// Asks a server for `path` and returns the status of its answer. `timeout` holds for each step by
// itself: connecting, sending, receiving. Errors: kDependencyFailed, whose message names host, port
// and what went wrong. Blocks; any thread.
base::Result<int> get_status(const std::string& host, std::uint16_t port, std::string_view path,
                             std::chrono::milliseconds timeout);

}  // namespace flows::http
