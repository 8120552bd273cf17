#include "engine/node_calls.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "base/thread.h"

namespace flows::engine {

NodeCalls::~NodeCalls() {
  stop_.request_stop();
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return done_.size() == started_; });
  // These outcomes are no longer needed, but what a call threw must be logged.
  for (Done& done : done_) {
    base::run_guarded("call of a node in a run that is over",
                      [&done] { static_cast<void>(done.outcome.get()); });
  }
}

void NodeCalls::start(std::size_t node, Call call) {
  CHECK(!full(), "there is room for another call");
  // The task passes on whatever the call throws.
  const auto task = std::make_shared<std::packaged_task<base::Result<nodes::NodeOutcome>()>>(
      [call = std::move(call), stop = stop_.get_token()] { return call(stop); });
  {
    // Reserved in advance, so that no allocation can fail between the end of a call and its
    // notification, for which wait_for_ended() and the destructor wait without a limit.
    const std::lock_guard lock(mutex_);
    done_.reserve(at_once_);
  }
  const auto work = [this, node, task] {
    std::future<base::Result<nodes::NodeOutcome>> outcome = task->get_future();
    (*task)();
    *task = {};  // from here on, only the thread that takes the outcome owns it
    // Notified under the lock: the waiting thread may destroy this object once the lock is
    // released.
    const std::lock_guard lock(mutex_);
    done_.push_back({.node = node, .outcome = std::move(outcome)});
    ended_.notify_one();
  };
  // Counted only after the pool has taken the call: if submit throws, no call will end.
  const bool submitted = pool_ != nullptr && pool_->submit(work);
  ++started_;
  if (!submitted) work();
}

std::vector<NodeCalls::Ended> NodeCalls::wait_for_ended() {
  CHECK(!empty(), "there is a call to wait for");
  std::vector<Done> done;
  done.reserve(at_once_);
  {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return !done_.empty(); });
    std::ranges::move(done_, std::back_inserter(done));
    done_.clear();
    started_ -= done.size();
  }
  std::ranges::sort(done, {}, &Done::node);
  std::vector<Ended> ended;
  ended.reserve(done.size());
  for (Done& one : done) ended.push_back({.node = one.node, .outcome = one.outcome.get()});
  return ended;
}

}  // namespace flows::engine
