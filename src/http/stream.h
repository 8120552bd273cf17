#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "http/frame_queue.h"
#include "http/route.h"

namespace flows::http {

// One streamed response while it is made and sent: the worker runs `work`, the session takes from
// `frames`. It outlives whichever of the two ends first.
class Stream {
 public:
  Stream(StreamHandler handler, wire::Request request, std::string request_id,
         std::size_t queue_bytes_max);

  // Runs the handler to its end and finishes the queue. Never throws. Threads: one worker.
  void work();

  // The client has left or the server ends: closes the queue and requests the stop. Threads: any.
  void abandon();

  FrameQueue& frames() { return frames_; }

  // What became of it. Only to be asked after `frames().take()` gave a frame or said "finished".
  [[nodiscard]] bool was_opened() const { return opened_; }
  std::vector<wire::Header>& headers() { return headers_; }  // those given to `open`

  // Only to be asked after "finished".
  [[nodiscard]] bool was_cut_short() const { return cut_short_; }  // failed after `open`
  wire::Response& response() { return response_; }                 // set if it was not opened

 private:
  void run_handler();

  StreamHandler handler_;
  wire::Request request_;
  std::stop_source stop_;
  Exchange exchange_;
  FrameQueue frames_;
  // Written by the worker before it pushes or finishes, read by the session after it took: the
  // queue's mutex stands between them.
  bool opened_ = false;
  bool cut_short_ = false;
  std::vector<wire::Header> headers_;
  wire::Response response_;
};

}  // namespace flows::http
