#include "engine/node_calls.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace flows::engine {

NodeCalls::~NodeCalls() {
  stop_.request_stop();
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return done_.size() == started_; });
}

void NodeCalls::start(std::size_t node, Call call) {
  CHECK(!full(), "there is room for another call");
  ++started_;
  // A future carries over what a bug of ours throws.
  const auto task = std::make_shared<std::packaged_task<base::Result<nodes::NodeOutcome>()>>(
      [call = std::move(call), stop = stop_.get_token()] { return call(stop); });
  const auto work = [this, node, task] {
    (*task)();
    // Told while it is locked: whoever waits may destroy this as soon as it is not.
    const std::lock_guard lock(mutex_);
    done_.push_back({.node = node, .outcome = task->get_future()});
    ended_.notify_one();
  };
  if (pool_ == nullptr || !pool_->submit(work)) work();
}

std::vector<NodeCalls::Ended> NodeCalls::wait() {
  CHECK(!empty(), "there is a call to wait for");
  std::vector<Done> done;
  {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return !done_.empty(); });
    done.swap(done_);
  }
  started_ -= done.size();
  std::ranges::sort(done, {}, &Done::node);
  std::vector<Ended> ended;
  ended.reserve(done.size());
  for (Done& one : done) ended.push_back({.node = one.node, .outcome = one.outcome.get()});
  return ended;
}

}  // namespace flows::engine
