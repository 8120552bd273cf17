#include "store/write_queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/log.h"

namespace flows::store {
namespace {

// With this many jobs, a commit costs little compared with the jobs themselves.
constexpr std::size_t kBatchWorthWaitingFor = 512;

base::Error storage_error(const StorageFailure& failure) {
  base::log(base::LogLevel::kError, "The database could not be written.",
            {{"error", failure.what()}});
  return {failure.code(),
          fmt::format("The server could not write its database: {}.", failure.what())};
}

base::Error too_many_wait() {
  return {base::ErrorCode::kThrottling, "Too many writes are waiting. Retry your request later."};
}

// Logs an exception that has no waiting caller and turns it into an Error.
base::Error bug(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& exception) {
    base::log(base::LogLevel::kError, "a write ended by a bug", {{"what", exception.what()}});
  } catch (...) {
    base::log(base::LogLevel::kError, "a write ended by a bug", {{"what", "no std::exception"}});
  }
  return {base::ErrorCode::kInternalServer, "The server encountered an internal error."};
}

// Passes the outcome of a write to its caller.
void acknowledge(const std::function<void()>& on_done) {
  static_cast<void>(base::run_guarded("what follows a write", on_done));
}

}  // namespace

WriteQueue::WriteQueue(Connection& connection, std::size_t waiting_max)
    : connection_(connection),
      waiting_max_(waiting_max),
      thread_("writer", [this](const std::stop_token&) { work(); }) {}

WriteQueue::~WriteQueue() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

base::Result<void> WriteQueue::run(Job job) { return wait_for({.job = std::move(job)}); }

base::Result<void> WriteQueue::run_alone(std::function<void(Connection&)> task) {
  return wait_for({.alone = std::move(task)});
}

void WriteQueue::run_async(Job job, std::function<void(base::Result<void>)> on_done) {
  Waiting waiting{.job = std::move(job), .validates_before_writing = true};
  waiting.on_done = [on_done](base::Result<void> outcome, const std::exception_ptr& thrown) {
    on_done(thrown ? bug(thrown) : std::move(outcome));
  };
  if (!enqueue(waiting)) on_done(too_many_wait());
}

base::Result<void> WriteQueue::wait_for(Waiting waiting) {
  CHECK(!thread_.is_current(), "a write inside a write");
  // The promise is shared, because the writer may still be inside set_value when the caller goes
  // on.
  const auto promise = std::make_shared<std::promise<base::Result<void>>>();
  std::future<base::Result<void>> done = promise->get_future();
  waiting.on_done = [promise](base::Result<void> outcome, const std::exception_ptr& thrown) {
    if (thrown) {
      promise->set_exception(thrown);
    } else {
      promise->set_value(std::move(outcome));
    }
  };
  if (!enqueue(waiting)) return too_many_wait();
  return done.get();
}

// Returns false if too many jobs wait.
bool WriteQueue::enqueue(Waiting& waiting) {
  {
    const std::lock_guard lock(mutex_);
    CHECK(!closed_, "a write after the database was closed");
    if (queue_.size() >= waiting_max_) return false;
    queue_.push_back(std::move(waiting));
  }
  wake_.notify_one();
  return true;
}

void WriteQueue::work() {
  std::vector<Waiting> batch;
  while (true) {
    wait_for_batch(batch);
    if (batch.empty()) return;
    serve(batch);
    batch.clear();
  }
}

// Leaves `batch` empty if the queue is closed and has no jobs left.
void WriteQueue::wait_for_batch(std::vector<Waiting>& batch) {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return closed_ || !queue_.empty(); });
  // The thread that fills the queue may run on this very CPU: let it add jobs as long as more
  // arrive.
  std::size_t seen = 0;
  while (queue_.size() > seen && queue_.size() < kBatchWorthWaitingFor) {
    seen = queue_.size();
    lock.unlock();
    std::this_thread::yield();
    lock.lock();
  }
  batch.swap(queue_);
}

void WriteQueue::serve(std::span<Waiting> batch) {
  while (!batch.empty()) {
    const auto alone = std::find_if(batch.begin(), batch.end(), [](const Waiting& waiting) {
      return static_cast<bool>(waiting.alone);
    });
    const auto before = static_cast<std::size_t>(alone - batch.begin());
    if (before > 0) commit(batch.first(before));
    if (alone != batch.end()) do_alone(*alone);
    batch = batch.subspan(std::min(before + 1, batch.size()));
  }
}

void WriteQueue::do_alone(Waiting& waiting) {
  try {
    waiting.alone(connection_);
  } catch (const StorageFailure& failure) {
    waiting.outcome = storage_error(failure);
  } catch (...) {
    waiting.thrown = std::current_exception();
  }
  // A task that fails may have committed something, too.
  commits_.fetch_add(1, std::memory_order_release);
  acknowledge([&] { waiting.on_done(std::move(waiting.outcome), waiting.thrown); });
}

void WriteQueue::commit(std::span<Waiting> batch) {
  const base::Result<void> committed = transact(batch);
  for (Waiting& waiting : batch) {
    if (!committed && !waiting.given_up) waiting.outcome = committed;
    acknowledge([&] { waiting.on_done(std::move(waiting.outcome), waiting.thrown); });
  }
}

// Errors: nothing of the batch was committed.
base::Result<void> WriteQueue::transact(std::span<Waiting> batch) {
  base::Result<void> failure;
  try {
    // The second attempt gives each job a savepoint, so that none is given up.
    if (!attempt(batch, Savepoints::kWhereAsked)) attempt(batch, Savepoints::kForAll);
    return {};
  } catch (const StorageFailure& storage) {
    failure = storage_error(storage);
  } catch (...) {
    failure = bug(std::current_exception());
  }
  try {
    roll_back();
  } catch (const StorageFailure& again) {
    failure = storage_error(again);
  }
  return failure;
}

// Returns false, with nothing committed, if a job was given up. Throws StorageFailure.
bool WriteQueue::attempt(std::span<Waiting> batch, Savepoints savepoints) {
  roll_back();
  WriteTxn txn(connection_);
  connection_.prepare("BEGIN IMMEDIATE").run();
  for (Waiting& waiting : batch) {
    if (waiting.given_up) continue;
    waiting.outcome = {};
    waiting.thrown = nullptr;
    if (waiting.validates_before_writing && savepoints == Savepoints::kWhereAsked) {
      run_without_savepoint(waiting, txn);
    } else {
      run_isolated(waiting, txn);
    }
    if (waiting.given_up) return false;
  }
  connection_.prepare("COMMIT").run();
  commits_.fetch_add(1, std::memory_order_release);
  return true;
}

void WriteQueue::roll_back() {
  if (connection_.in_transaction()) connection_.prepare("ROLLBACK").run();
}

// A job that fails undoes only its own changes. If SQLite itself has ended the transaction, all
// changes of the batch are lost, and StorageFailure is passed on so that all its callers learn of
// it.
void WriteQueue::run_isolated(Waiting& waiting, WriteTxn& txn) {
  connection_.prepare("SAVEPOINT job").run();
  bool succeeded = false;
  try {
    succeeded = waiting.job(txn);
  } catch (const StorageFailure& failure) {
    if (!connection_.in_transaction()) throw;
    waiting.outcome = storage_error(failure);
  } catch (...) {
    waiting.thrown = std::current_exception();
  }
  if (!succeeded) connection_.prepare("ROLLBACK TO job").run();
  connection_.prepare("RELEASE job").run();
}

void WriteQueue::run_without_savepoint(Waiting& waiting, WriteTxn& txn) {
  const std::int64_t rows_before = connection_.rows_changed();
  bool succeeded = false;
  try {
    succeeded = waiting.job(txn);
  } catch (const StorageFailure& failure) {
    if (!connection_.in_transaction()) throw;
    waiting.outcome = storage_error(failure);
  } catch (...) {
    waiting.thrown = std::current_exception();
  }
  waiting.given_up = !succeeded && connection_.rows_changed() != rows_before;
  if (waiting.given_up && waiting.outcome && !waiting.thrown) {
    waiting.outcome = storage_error(StorageFailure("a write was given up half-way"));
  }
}

}  // namespace flows::store
