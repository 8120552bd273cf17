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

// The thread that writes. It puts all queued jobs into one commit and acknowledges them together,
// so that all waiting callers share the cost of a commit.
//
//   queued --> its own savepoint --+-- succeeded --> released -----+
//                                  +-- failed -----> rolled back --+-- COMMIT --> acknowledged
//
// A job of run_async has no savepoint, because the savepoint's journal would copy each page that
// the job changes. If such a job fails after it has changed something, it is given up: the
// transaction is rolled back, and all other jobs of its batch run again, each in a savepoint. So a
// job may run twice.
//
// Threads: any, but never from inside a write.
class WriteQueue {
 public:
  // Writes in the transaction; returning false or throwing undoes its changes. It runs on the
  // writer thread and must be able to run again after it was undone.
  using Job = std::function<bool(WriteTxn&)>;

  // Only the writer thread uses `connection`. At most `waiting_max` callers wait for the next
  // batch.
  WriteQueue(Connection& connection, std::size_t waiting_max);
  ~WriteQueue();  // runs what is queued, then joins
  WriteQueue(const WriteQueue&) = delete;
  WriteQueue& operator=(const WriteQueue&) = delete;

  // Waits until the changes of `job` are on disk, or undone. Errors: kThrottling if `waiting_max`
  // others already wait; kInternalServer if SQLite failed. Rethrows what `job` throws.
  base::Result<void> run(Job job);

  // Like `run`, but without waiting: `on_done` gets the outcome on the writer thread or, if too
  // many wait, at once on the calling thread. It must be quick and must not write; what it throws
  // is logged. `job` must refuse before it changes anything; if it fails after a change, the
  // outcome is an Error kInternalServer.
  void run_async(Job job, std::function<void(base::Result<void>)> on_done);

  // Calls `task` on the writer thread between two commits, while no transaction is open. Whatever
  // it commits counts as one commit. Errors: those of `run`.
  base::Result<void> run_alone(std::function<void(Connection&)> task);

  // Returns the number of commits, which grows before any caller learns of its commit.
  [[nodiscard]] std::uint64_t commits() const { return commits_.load(std::memory_order_acquire); }

 private:
  struct Waiting {
    Job job = {};
    bool validates_before_writing = false;        // before a change, so needs no savepoint
    std::function<void(Connection&)> alone = {};  // instead of `job`
    std::function<void(base::Result<void>, std::exception_ptr)> on_done = {};
    base::Result<void> outcome = {};
    std::exception_ptr thrown = {};
    bool given_up = false;  // failed after a change, without a savepoint
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
  void run_without_savepoint(Waiting& waiting, WriteTxn& txn);

  Connection& connection_;
  const std::size_t waiting_max_;
  std::atomic<std::uint64_t> commits_ = 0;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Waiting> queue_;
  bool closed_ = false;
  base::Thread thread_;  // last: it uses the members above
};

}  // namespace flows::store
