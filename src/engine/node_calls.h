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

// Runs the programs of one run's nodes on threads of a pool. Their outcomes are handed to the
// thread that drives the run, which alone records them and acts on them. Threads: only that one,
// except for the programs.
class NodeCalls {
 public:
  using Call = std::function<base::Result<nodes::NodeOutcome>(std::stop_token stop)>;

  struct Ended {
    std::size_t node = 0;
    base::Result<nodes::NodeOutcome> outcome;
  };

  // Allows at most `at_once` calls at a time; `pool` may be nullptr if that is 1. `stop` stops all
  // calls.
  NodeCalls(base::WorkerPool* pool, std::size_t at_once, std::stop_token stop)
      : pool_(pool),
        at_once_(at_once),
        forward_(std::move(stop), [this] { stop_.request_stop(); }) {}
  // Stops the calls that have not ended and waits for them; logs what they throw.
  ~NodeCalls();
  NodeCalls(const NodeCalls&) = delete;
  NodeCalls& operator=(const NodeCalls&) = delete;

  [[nodiscard]] bool overlap() const { return at_once_ > 1; }
  [[nodiscard]] bool full() const { return started_ == at_once_; }
  [[nodiscard]] bool empty() const { return started_ == 0; }

  // Runs `call` on a thread of the pool, or on this thread if the pool has none left. What the call
  // throws is rethrown by wait_for_ended(). Requires !full().
  void start(std::size_t node, Call call);

  // Waits until at least one call has ended and returns all that have, in the order of their nodes.
  // Rethrows what one of them threw; the outcomes of the others are then lost. Requires !empty().
  std::vector<Ended> wait_for_ended();

 private:
  struct Done {
    std::size_t node;
    std::future<base::Result<nodes::NodeOutcome>> outcome;
  };

  base::WorkerPool* const pool_;
  const std::size_t at_once_;
  std::size_t started_ = 0;  // calls started and not yet returned by wait_for_ended()
  std::stop_source stop_;
  std::stop_callback<std::function<void()>> forward_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable ended_;
  std::vector<Done> done_;
};

}  // namespace flows::engine
