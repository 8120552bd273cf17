#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "net/url.h"
#include "wire/message.h"

namespace flows::net {

struct HttpRequest {
  std::string method = "GET";
  Url url;
  // Host, Content-Length and User-Agent are added if they are missing.
  std::vector<wire::Header> headers = {};
  std::string body = {};
};

// Receives the body of a response piece by piece, instead of the response's own `body`. `head` has
// the status and the headers. Returns whether more is wanted: false ends the call with success. It
// is called on the thread that called `fetch`.
using BodyReader = std::function<bool(const wire::Response& head, std::string_view piece)>;

struct FetchOptions {
  std::chrono::milliseconds timeout = base::limits::kFetchTimeout;  // for the whole call
  std::stop_token stop = {};                                        // ends the call at once
  std::size_t head_bytes_max = base::limits::kResponseHeadBytesMax;
  std::size_t body_bytes_max = base::limits::kResponseBodyBytesMax;  // applies to `read_body`, too
  BodyReader read_body = {};
};

// The program's interface for outgoing HTTP. Tests replace it with testing::FakeHttpClient.
class HttpClient {
 public:
  HttpClient() = default;
  virtual ~HttpClient() = default;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Sends a request and returns the response, whatever its status. Redirects are not followed.
  //
  // Errors    kDependencyFailed; the message names host, port and what went wrong: an unknown name,
  //           no connection, an untrusted certificate, a response that is not HTTP, is incomplete
  //           or exceeds the limits, a time-out, or a stop. kValidation if a method or header
  //           cannot be sent. No message contains a header's value or a part of a body.
  // Threads   any, several at once; blocks, so never call it on the I/O thread.
  virtual base::Result<wire::Response> fetch(const HttpRequest& request,
                                             const FetchOptions& options) = 0;
};

}  // namespace flows::net
