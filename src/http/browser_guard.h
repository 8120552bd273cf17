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

// Judges a request by the host that it names and by its sender. The server runs code for its user,
// so a page of some other site must not reach it by way of the user's browser:
//
//   Host is no loopback name, address,     403, whoever asks: nothing else shows a page whose name
//     single label or `allow_hosts`          was made to point at this server (DNS rebinding)
//   neither Origin nor Sec-Fetch-Site      pass: not a browser, or none that can be recognized
//   Origin is one of `cors_origins`        pass with CORS headers; a preflight ends here
//   same origin, and Host is not only a    pass
//     single label
//   anything else, also "Origin: null"     403
//
// A target of the absolute form that names another host than Host does gets a 400. The body is not
// looked at, so a request can be judged before it is there.
//
// The function is pure. Threads: any.
GuardVerdict judge_browser(const wire::Request& request, const BrowserRules& rules);

}  // namespace flows::http
