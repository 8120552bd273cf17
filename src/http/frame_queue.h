#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace flows::http {

// Hands the frames of one answer from the worker that makes them to the session that sends them.
// What waits inside or is being sent is bounded in bytes: a slow reader makes the worker wait, not
// memory grow.
//
//   open ──finish()──▶ finished        the worker said that nothing more comes
//     └────close()───▶ closed          the session is gone: what was queued is dropped
//
// Threads: `push` and `finish` from one worker, `take` and `call_when_ready` from one consumer,
// `close` from any.
class FrameQueue {
 public:
  struct Batch {
    std::vector<std::string> frames = {};
    bool finished = false;  // nothing follows `frames`
    bool closed = false;    // then there are no frames
  };

  // A frame larger than `bytes_max` is taken too, once there is nothing else.
  explicit FrameQueue(std::size_t bytes_max);

  // Blocks while the queue is full. Returns false, and keeps nothing, once it is closed.
  bool push(std::string frame);

  // Nothing more will be pushed. Does not block.
  void finish();

  // Takes all that is there; never blocks. What the call before took is sent by now.
  Batch take();

  // Calls `ready` once, as soon as `take` has something to tell: at once, or later on the thread
  // that changes the queue. One `ready` waits at a time. What was taken is sent by now.
  void call_when_ready(std::function<void()> ready);

  // Ends the exchange: a `push` that waits returns false, and so does every later one.
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
  std::size_t taken_bytes_ = 0;  // of what is being sent
  std::function<void()> ready_;
  bool finished_ = false;
  bool closed_ = false;
};

}  // namespace flows::http
