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
  // Nobody asks for these outcomes any more, but what a call threw must not go unsaid.
  for (Done& done : done_) {
    base::run_guarded("call of a node in a run that is over",
                      [&done] { static_cast<void>(done.outcome.get()); });
  }
}

void NodeCalls::start(std::size_t node, Call call) {
  CHECK(!full(), "there is room for another call");
  // The task carries over whatever the call throws.
  const auto task = std::make_shared<std::packaged_task<base::Result<nodes::NodeOutcome>()>>(
      [call = std::move(call), stop = stop_.get_token()] { return call(stop); });
  {
    // From here on nothing that takes memory stands between a call and the news that it has ended,
    // for which wait() and the destructor wait without a limit.
    const std::lock_guard lock(mutex_);
    done_.reserve(at_once_);
  }
  const auto work = [this, node, task] {
    (*task)();
    // Notified while it is locked: whoever waits may destroy this as soon as it is not.
    const std::lock_guard lock(mutex_);
    done_.push_back({.node = node, .outcome = task->get_future()});
    ended_.notify_one();
  };
  // Counted only once the pool has the call: where submit throws, none will end.
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
