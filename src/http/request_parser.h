#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "wire/message.h"

namespace flows::http {

// Why the server refuses the bytes that it received.
enum class RequestFault {
  kNone,
  kMalformed,
  kHeaderTooLarge,
  kBodyTooLarge,
  kUnknownExpectation,
  kUnknownCoding,  // a transfer coding besides chunked
  kOtherProtocol,  // the request line names another protocol than HTTP
};

struct ParserLimits {
  std::size_t header_bytes_max = 0;
  std::size_t body_bytes_max = 0;
};

// Returns how many of `bytes`, which begin where a request is expected, are empty lines before it
// (RFC 9112, 2.2).
std::size_t empty_lines_before(std::string_view bytes);

// Turns the bytes of a connection into requests, one after another. It reads trailers and drops
// them.
class RequestParser {
 public:
  explicit RequestParser(ParserLimits limits);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Prepares the parser for the next request, which reuses the memory of `used`: a request that was
  // taken before and is no longer needed.
  void reset(wire::Request used = {});

  // Reads from `bytes`, which begin where the last call stopped, and returns how many it consumed;
  // the caller passes the rest again, followed by more bytes. Stops after the header and at the end
  // of the request. A fault is final.
  std::size_t feed(std::string_view bytes);

  [[nodiscard]] RequestFault fault() const;
  [[nodiscard]] bool has_header() const;      // the header is complete
  [[nodiscard]] bool is_complete() const;     // the header and the body are complete
  [[nodiscard]] bool wants_continue() const;  // the client waits for "100 Continue"
  [[nodiscard]] bool is_http_1_0() const;
  [[nodiscard]] bool may_keep_alive() const;  // the client allows another request

  // Returns the request as far as it has been received. Its headers are there once one of them is.
  [[nodiscard]] const wire::Request& request() const;

  // Returns the request, which is finished or has a fault, without headers and body of the request
  // before. May be called once for each request.
  wire::Request take();

 private:
  class Parser;
  [[nodiscard]] RequestFault fault_of_header() const;
  ParserLimits limits_;
  std::unique_ptr<Parser> parser_;
  RequestFault fault_ = RequestFault::kNone;
};

}  // namespace flows::http
