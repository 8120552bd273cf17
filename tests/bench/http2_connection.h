#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/connection.h"
#include "bench/load.h"

struct nghttp2_session;

namespace flows::bench {

// One connection that speaks HTTP/2 with prior knowledge. A request is given as the text of
// HTTP/1.1 that asks the same, so that both versions send the same headers. Everything throws
// Failure; a response whose status is not 200 is one, too.
class Http2Connection {
 public:
  explicit Http2Connection(std::uint16_t port);

  // Sends one request on a new stream.
  void ask(const std::string& request);

  // Looks once for bytes, without sleeping, and sends what the protocol wants to be sent.
  void look();

  [[nodiscard]] std::uint64_t answers() const { return answers_; }  // whole ones, so far

  // Seconds from sending until the head of the response is there; reads the rest too.
  double time_to_head(const std::string& request);

 private:
  struct Deleter {
    void operator()(nghttp2_session* session) const;
  };
  friend struct Http2Events;

  void send_pending();

  Connection connection_;
  std::unique_ptr<nghttp2_session, Deleter> session_;
  std::uint64_t heads_ = 0;
  std::uint64_t answers_ = 0;
  std::string failure_;  // what a callback found; the library cannot pass exceptions on
};

// Asks the same request on `streams` streams of one connection as fast as they are answered.
struct Http2Load {
  std::uint16_t port = 0;
  int streams = 0;
  double seconds = 0;  // after which nothing new is asked
  std::string request;
};

// Runs on the calling thread and measures no latencies. Throws Failure.
LoadResult run_http2_load(const Http2Load& load, int server_process);

}  // namespace flows::bench
