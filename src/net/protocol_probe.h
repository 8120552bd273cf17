#pragma once

#include <chrono>

#include "base/result.h"
#include "net/url.h"

namespace flows::net {

// Returns whether the server of that URL speaks HTTP/2: for http, whether it responds to a client
// that begins with HTTP/2; for https, whether it chooses "h2" from "h2" and "http/1.1". Whether its
// certificate is trusted does not matter.
//
// Errors    kDependencyFailed if there is no connection or, for https, no TLS; the message names
//           host, port and what went wrong.
// Threads   any; blocks for `timeout` at most.
base::Result<bool> speaks_http2(const Url& url, std::chrono::milliseconds timeout);

}  // namespace flows::net
