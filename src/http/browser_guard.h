#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wire/message.h"

namespace flows::http {

// The rules by which web pages other than the server's own may reach the server.
struct BrowserRules {
  std::vector<std::string> allow_hosts = {};   // host names without a port
  std::vector<std::string> cors_origins = {};  // e.g. "http://localhost:3000"; never "null" or "*"
};

struct GuardVerdict {
  // The refusal, or the response to a preflight. If it is set it is sent, and nothing is run.
  std::optional<wire::Response> response = {};
  // Headers for the response to a request that may pass.
  std::vector<wire::Header> headers = {};
};

// Judges a request by its sender. The server runs code for its user, so a page of some other site
// must not reach it by way of the user's browser:
//
//   neither Origin nor Sec-Fetch-Site      pass: not a browser, or none that can be recognized
//   Origin is one of `cors_origins`        pass with CORS headers; a preflight ends here
//   same origin, and Host is a loopback    pass; the condition on Host defeats DNS rebinding,
//     name, an address or an `allow_hosts`   where a foreign name points at this server
//   anything else, also "Origin: null"     403
//
// The function is pure. Threads: any.
GuardVerdict judge_browser(const wire::Request& request, const BrowserRules& rules);

}  // namespace flows::http
