#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
#include <span>
#include <vector>

#include "base/result.h"
#include "base/thread.h"
#include "store/transaction.h"

namespace flows::store {

// The one thread that writes. It takes all that is queued into one commit and acknowledges it
// together, so that the cost of a commit is shared by everybody who waits.
//
//   queued --> its own savepoint --+-- succeeded --> released -----+
//                                  +-- failed -----> rolled back --+-- COMMIT --> acknowledged
//
// A job of run_async has no savepoint, whose journal would copy each page that the job changes. One
// that fails after it has changed something is given up: the transaction is rolled back, and all
// the other jobs of its batch are run again, each in a savepoint. So a job may be run twice.
//
// Threads: any, but never from inside a write.
class WriteQueue {
 public:
  // Does its writing; false or an exception undoes it. Runs on the writer thread. It must be able
  // to run again after it was undone.
  using Job = std::function<bool(WriteTxn&)>;

  // `connection_mutex` is held while a batch runs: in-memory reads borrow the connection. At most
  // `waiting_max` callers wait for the next batch.
  WriteQueue(Connection& connection, std::mutex& connection_mutex, std::size_t waiting_max);
  ~WriteQueue();  // runs what is queued, then joins
  WriteQueue(const WriteQueue&) = delete;
  WriteQueue& operator=(const WriteQueue&) = delete;

  // Waits until `job` is on disk, or undone. Errors: kThrottling where waiting_max others wait
  // already, kInternalServer where SQLite failed. What `job` throws is thrown here.
  base::Result<void> run(Job job);

  // The same without waiting: `on_done` gets the outcome on the writer thread, or at once where too
  // many wait. It must be quick and must not write; what it throws is logged. `job` refuses before
  // it changes anything: where it fails later, it gets an Error kInternalServer.
  void run_async(Job job, std::function<void(base::Result<void>)> on_done);

  // Calls `task` on the writer thread, between two commits: no transaction is open. What it commits
  // counts as one. Errors: those of `run`.
  base::Result<void> run_alone(std::function<void(Connection&)> task);

  // Grows with each commit, before any caller learns of it.
  [[nodiscard]] std::uint64_t commits() const { return commits_.load(std::memory_order_acquire); }

 private:
  struct Waiting {
    Job job = {};
    bool refuses_first = false;                   // needs no savepoint
    std::function<void(Connection&)> alone = {};  // instead of `job`
    std::function<void(base::Result<void>, std::exception_ptr)> on_done = {};
    base::Result<void> outcome = {};
    std::exception_ptr thrown = {};
    bool given_up = false;  // failed half-way without a savepoint
  };
  enum class Savepoints { kWhereAsked, kForAll };
  void work();
  void wait_for_batch(std::vector<Waiting>& batch);
  bool enqueue(Waiting& waiting);
  base::Result<void> wait_for(Waiting waiting);
  void serve(std::span<Waiting> batch);
  void commit(std::span<Waiting> batch);
  void do_alone(Waiting& waiting);
  base::Result<void> transact(std::span<Waiting> batch);
  bool attempt(std::span<Waiting> batch, Savepoints savepoints);
  void roll_back();
  void run_isolated(Waiting& waiting, WriteTxn& txn);
  void run_refusing_first(Waiting& waiting, WriteTxn& txn);

  Connection& connection_;
  std::mutex& connection_mutex_;
  const std::size_t waiting_max_;
  std::atomic<std::uint64_t> commits_ = 0;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Waiting> queue_;
  bool closed_ = false;
  base::Thread thread_;  // last: it uses the members above
};

}  // namespace flows::store
