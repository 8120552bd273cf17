#include "http/frame_queue.h"

#include <utility>

#include "base/check.h"

namespace flows::http {

FrameQueue::FrameQueue(std::size_t bytes_max) : bytes_max_(bytes_max) {}

bool FrameQueue::push(std::string frame) {
  std::function<void()> ready;
  {
    std::unique_lock lock(mutex_);
    CHECK(!finished_, "a frame after the last one");
    space_.wait(lock, [&] { return closed_ || has_space(frame.size()); });
    if (closed_) return false;
    bytes_ += frame.size();
    frames_.push_back(std::move(frame));
    ready = std::exchange(ready_, nullptr);
  }
  if (ready) ready();
  return true;
}

void FrameQueue::finish(std::string last) {
  std::function<void()> ready;
  {
    const std::lock_guard lock(mutex_);
    if (!last.empty() && !closed_) {
      bytes_ += last.size();
      frames_.push_back(std::move(last));
    }
    finished_ = true;
    ready = std::exchange(ready_, nullptr);
  }
  if (ready) ready();
}

FrameQueue::Batch FrameQueue::take() {
  Batch batch;
  {
    const std::lock_guard lock(mutex_);
    batch.frames = std::exchange(frames_, {});
    batch.finished = finished_;
    batch.closed = closed_;
    taken_bytes_ = std::exchange(bytes_, 0);
  }
  space_.notify_one();
  return batch;
}

void FrameQueue::call_when_ready(std::function<void()> ready) {
  {
    const std::lock_guard lock(mutex_);
    CHECK(!ready_, "two consumers of one queue");
    taken_bytes_ = 0;
    if (!has_news()) ready_ = std::exchange(ready, nullptr);
  }
  space_.notify_one();
  if (ready) ready();
}

void FrameQueue::close() {
  std::function<void()> ready;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    frames_.clear();
    bytes_ = 0;
    ready = std::exchange(ready_, nullptr);
  }
  space_.notify_all();
  if (ready) ready();
}

bool FrameQueue::is_closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

}  // namespace flows::http
