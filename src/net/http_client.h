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
  // Host, Content-Length and User-Agent are added where they are missing.
  std::vector<wire::Header> headers = {};
  std::string body = {};
};

// Gets the body of a response as it comes, in place of the response's own `body`. `head` has the
// status and the headers. Returns whether more is wanted: false ends the call there, with success.
// Called on the thread that called `fetch`.
using BodyReader = std::function<bool(const wire::Response& head, std::string_view piece)>;

struct FetchOptions {
  std::chrono::milliseconds timeout = base::limits::kFetchTimeout;  // of the whole call
  std::stop_token stop = {};                                        // ends the call at once
  std::size_t head_bytes_max = base::limits::kResponseHeadBytesMax;
  std::size_t body_bytes_max = base::limits::kResponseBodyBytesMax;  // read by `read_body` too
  BodyReader read_body = {};
};

// How the program speaks to the outside by HTTP. A seam: tests have testing::FakeHttpClient.
class HttpClient {
 public:
  HttpClient() = default;
  virtual ~HttpClient() = default;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Sends a request and returns the response, whatever its status: a redirect is a response like
  // any other.
  //
  // Errors    kDependencyFailed, whose message names host, port and what went wrong: no such name,
  //           nobody there, no trust in its certificate, something else than HTTP, half a response,
  //           one beyond the limits, a time-out, a stop. kValidation: a method or header that
  //           cannot be sent. No message has a header's value or a part of a body.
  // Threads   any, several at once; blocks, so never the I/O thread.
  virtual base::Result<wire::Response> fetch(const HttpRequest& request,
                                             const FetchOptions& options) = 0;
};

}  // namespace flows::net
