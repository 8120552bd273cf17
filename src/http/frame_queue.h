#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace flows::http {

// Hands the frames of one response from the worker that makes them to the session that sends them.
// The bytes that wait inside or are being sent are bounded: a slow reader makes the worker wait,
// and memory does not grow.
//
//   open ──finish()──▶ finished        the worker has pushed its last frame
//     └────close()───▶ closed          the session has ended: queued frames are dropped
//
// Threads: `push` and `finish` from one worker, `take` and `call_when_ready` from one consumer,
// `close` from any.
class FrameQueue {
 public:
  struct Batch {
    std::vector<std::string> frames = {};
    bool finished = false;  // nothing follows `frames`
    bool closed = false;    // if so, `frames` is empty
  };

  // A frame larger than `bytes_max` is accepted too, once the queue is empty.
  explicit FrameQueue(std::size_t bytes_max);

  // Blocks while the queue is full. Returns false, and drops the frame, once the queue is closed.
  bool push(std::string frame);

  // Says that no frame follows but `last`, which may be empty. Waits for no space: it is called
  // once.
  void finish(std::string last = {});

  // Takes all queued frames and never blocks. Requires that the caller has sent the frames of the
  // previous call.
  Batch take();

  // Calls `ready` once, as soon as `take` has something to return: at once, or later on the thread
  // that changes the queue. Only one `ready` may wait at a time. Requires that the caller has sent
  // the frames that it took before.
  void call_when_ready(std::function<void()> ready);

  // Ends the exchange: a `push` that waits returns false, and so does every later call.
  void close();

  [[nodiscard]] bool is_closed() const;

 private:
  [[nodiscard]] bool has_space(std::size_t bytes) const {
    const std::size_t used = bytes_ + taken_bytes_;
    return used == 0 || used + bytes <= bytes_max_;
  }
  [[nodiscard]] bool has_news() const { return !frames_.empty() || finished_ || closed_; }

  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::condition_variable space_;
  std::vector<std::string> frames_;
  std::size_t bytes_ = 0;        // of `frames_`
  std::size_t taken_bytes_ = 0;  // of the frames that are being sent
  std::function<void()> ready_;
  bool finished_ = false;
  bool closed_ = false;
};

}  // namespace flows::http
