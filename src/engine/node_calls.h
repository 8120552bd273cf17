#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <future>
#include <mutex>
#include <stop_token>
#include <vector>

#include "base/result.h"
#include "base/worker_pool.h"
#include "nodes/node_type.h"

namespace flows::engine {

// The nodes of one run whose programs are at work on threads of a pool. What they return is handed
// to the thread that drives the run, which alone records and believes it. Threads: that one, but
// for the programs themselves.
class NodeCalls {
 public:
  using Call = std::function<base::Result<nodes::NodeOutcome>(std::stop_token stop)>;

  struct Ended {
    std::size_t node = 0;
    base::Result<nodes::NodeOutcome> outcome;
  };

  // At most `at_once` calls; `pool` may be nullptr where that is 1. `stop` stops them all.
  NodeCalls(base::WorkerPool* pool, std::size_t at_once, std::stop_token stop)
      : pool_(pool),
        at_once_(at_once),
        forward_(std::move(stop), [this] { stop_.request_stop(); }) {}
  // Stops what is still at work and waits for it; what a call throws then is logged.
  ~NodeCalls();
  NodeCalls(const NodeCalls&) = delete;
  NodeCalls& operator=(const NodeCalls&) = delete;

  [[nodiscard]] bool overlap() const { return at_once_ > 1; }
  [[nodiscard]] bool full() const { return started_ == at_once_; }
  [[nodiscard]] bool empty() const { return started_ == 0; }

  // Runs `call` beside the others; on this thread where the pool has none left. What it throws is
  // thrown by wait_for_ended(). Requires !full().
  void start(std::size_t node, Call call);

  // Waits until one has ended and returns all that have, by the position of their nodes. Throws
  // what one of them threw, and the others are gone with it. Requires !empty().
  std::vector<Ended> wait_for_ended();

 private:
  struct Done {
    std::size_t node;
    std::future<base::Result<nodes::NodeOutcome>> outcome;
  };

  base::WorkerPool* const pool_;
  const std::size_t at_once_;
  std::size_t started_ = 0;  // and not yet returned by wait_for_ended()
  std::stop_source stop_;
  std::stop_callback<std::function<void()>> forward_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable ended_;
  std::vector<Done> done_;
};

}  // namespace flows::engine
