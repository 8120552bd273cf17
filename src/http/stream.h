#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "http/frame_queue.h"
#include "http/route.h"

namespace flows::http {

// One streamed response while it is made and sent: the worker runs `work`, and the session takes
// from `frames`. The object lives until both have ended.
class Stream {
 public:
  Stream(StreamHandler handler, wire::Request request, std::string request_id,
         std::size_t queue_bytes_max);

  // Runs the handler until it ends and finishes the queue. Never throws. Threads: one worker.
  void work();

  // Closes the queue and requests the stop, because the client has left or the server stops.
  // Threads: any.
  void abandon();

  FrameQueue& frames() { return frames_; }

  // The outcome. May be read only after `frames().take()` has returned a frame or `finished`.
  [[nodiscard]] bool was_opened() const { return opened_; }
  std::vector<wire::Header>& headers() { return headers_; }  // those given to `open`

  // May be read only after `frames().take()` has returned `finished`.
  [[nodiscard]] bool was_cut_short() const {
    return cut_short_;
  }  // the handler failed after `open`
  [[nodiscard]] bool ends_connection() const { return ends_connection_; }
  wire::Response& response() { return response_; }  // set if the stream was not opened

 private:
  void run_handler();

  StreamHandler handler_;
  wire::Request request_;
  std::stop_source stop_;
  Exchange exchange_;
  FrameQueue frames_;
  // The worker writes these before it pushes or finishes, and the session reads them after it took:
  // the mutex of the queue orders the two.
  bool opened_ = false;
  bool cut_short_ = false;
  bool ends_connection_ = false;
  std::string last_;  // what is sent together with the end of the stream
  std::vector<wire::Header> headers_;
  wire::Response response_;
};

}  // namespace flows::http
