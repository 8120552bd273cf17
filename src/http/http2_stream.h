#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/route.h"
#include "http/session.h"
#include "http/stream.h"

namespace flows::http {

// The bytes of a response's body that are still to be sent.
class OutgoingBody {
 public:
  void add(std::shared_ptr<const std::string> bytes) {
    if (bytes->empty()) return;
    size_ += bytes->size();
    parts_.push_back(std::move(bytes));
  }
  void finish() { is_finished_ = true; }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool is_finished() const { return is_finished_; }  // nothing more will be added

  // Moves the next `count` bytes, which must be there, to the end of `out`.
  void take(std::size_t count, std::string& out) {
    size_ -= count;
    while (count > 0) {
      const std::string_view rest = std::string_view(*parts_[first_]).substr(offset_);
      const std::string_view taken = rest.substr(0, count);
      out += taken;
      count -= taken.size();
      offset_ += taken.size();
      if (taken.size() < rest.size()) continue;
      parts_[first_++].reset();
      offset_ = 0;
    }
    if (first_ < parts_.size()) return;
    parts_.clear();
    first_ = 0;
  }

 private:
  std::vector<std::shared_ptr<const std::string>> parts_;
  std::size_t first_ = 0;   // the part from which the next bytes are taken
  std::size_t offset_ = 0;  // of what is left of that part
  std::size_t size_ = 0;
  bool is_finished_ = false;
};

// One stream of an HTTP/2 connection: a request and its response. Threads: the I/O thread only.
struct Http2Stream {
  explicit Http2Stream(std::int32_t stream_id) : id(stream_id) {}

  // Ends what serves the stream, since nobody waits for the response any more.
  void close() {
    is_closed = true;
    stop.request_stop();
    if (frames) frames->abandon();
    if (auto drained = std::exchange(on_drained, nullptr)) drained();
  }

  const std::int32_t id;
  wire::Request request = {};
  std::string authority = {};     // the pseudo-header; the request gets it as Host
  std::size_t counted_bytes = 0;  // its part of what the session counts of bodies
  std::size_t dropped_bytes = 0;  // of the request, after its response
  std::size_t header_bytes = 0;   // as RFC 9113 counts them
  bool is_received = false;       // the request is complete
  bool is_served = false;         // a coroutine serves the request
  bool is_answered = false;       // a response was chosen
  bool ends_connection = false;   // no further stream is served after this one
  bool is_closed = false;         // nothing can be sent any more
  Exchange exchange = {};
  std::stop_source stop = {};
  std::vector<wire::Header> more_headers = {};  // those of the browser guard
  std::shared_ptr<Stream> frames = {};          // set while a streamed response is made
  OutgoingBody body = {};
  bool is_body_cut_short = false;         // the body ends without its end mark
  std::function<void()> on_drained = {};  // called once `body` is empty or the stream closed
  TickDeadline deadline = {};             // of the request, later of the next bytes of the body
};

}  // namespace flows::http
