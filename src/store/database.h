#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/file_lock.h"
#include "store/state_gate.h"
#include "store/transaction.h"
#include "store/write_queue.h"

namespace flows::store {

struct DatabaseOptions {
  std::optional<std::filesystem::path> file = {};  // absent: in memory, lost with the object
  bool survives_power_cuts = false;  // else killed processes only; true costs a sync per commit
};

// Everything that the server persists: one SQLite file with one thread that writes and several
// connections that read.
//
// When `write` returns, the changes of its function are on disk. If the function returned an Error
// or threw, none of them are. Many callers share one commit. An exception of the function is
// rethrown to the caller. A failure of SQLite is logged and becomes an Error kInternalServer.
//
// A function that runs in a transaction does SQL and arithmetic only: it calls no backend, does not
// wait and opens no second transaction. It returns a Result.
//
// Threads: any, except for read_on_io_thread and release_io_thread_snapshot. All calls must
// have ended before the destructor runs.
class Database {
 public:
  // Opens or creates the file and its parent folders, and brings its schema up to date. Errors,
  // each with a sentence for the person who starts the server: the file belongs to another program
  // or to a newer version (both leave it untouched), it is in use by another server, or it cannot
  // be opened.
  static base::Result<std::unique_ptr<Database>> open(const DatabaseOptions& options);

  // Finishes the queued writes and writes the WAL back into the file.
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs `fn(WriteTxn&)` on the writer thread and returns its result after the commit. Errors:
  // those of `fn`; kThrottling if limits::kWriteQueueMax others wait; kInternalServer.
  template <class Fn>
  auto write(Fn&& fn) -> std::invoke_result_t<Fn&, WriteTxn&> {
    std::optional<std::invoke_result_t<Fn&, WriteTxn&>> result;
    RETURN_IF_ERROR(writer_->run([&](WriteTxn& txn) {
      result.emplace(fn(txn));
      return result->has_value();
    }));
    return *std::move(result);
  }

  // Like `write`, but without waiting: `done` gets the result of `fn` on the writer thread. See
  // WriteQueue::run_async.
  template <class Fn, class Done>
  void write_async(Fn fn, Done done) {
    using Outcome = std::invoke_result_t<Fn&, WriteTxn&>;
    auto result = std::make_shared<std::optional<Outcome>>();
    writer_->run_async(
        [fn = std::move(fn), result](WriteTxn& txn) mutable {
          result->emplace(fn(txn));
          return (*result)->has_value();
        },
        [done = std::move(done), result](base::Result<void> committed) {
          if (committed) {
            done(*std::move(*result));
          } else {
            done(Outcome(committed.error()));
          }
        });
  }

  // Runs `fn(ReadTxn&)` on this thread, on a snapshot. Waits for a free connection of the pool.
  template <class Fn>
  auto read(Fn&& fn) -> std::invoke_result_t<Fn&, ReadTxn&> {
    std::optional<std::invoke_result_t<Fn&, ReadTxn&>> result;
    RETURN_IF_ERROR(run_read([&](ReadTxn& txn) { result.emplace(fn(txn)); }));
    return *std::move(result);
  }

  // Like `read`, but for the one thread that must not wait: that thread has a connection of its
  // own, whose snapshot stays open from the second read after a commit on. Threads: always the same
  // one.
  template <class Fn>
  auto read_on_io_thread(Fn&& fn) -> std::invoke_result_t<Fn&, ReadTxn&> {
    std::optional<std::invoke_result_t<Fn&, ReadTxn&>> result;
    RETURN_IF_ERROR(run_read_on_io_thread([&](ReadTxn& txn) { result.emplace(fn(txn)); }));
    return *std::move(result);
  }

  // Ends the open snapshot of read_on_io_thread, during which the WAL cannot be reused. Call it
  // when the thread is idle. Threads: the one that calls read_on_io_thread.
  void release_io_thread_snapshot();

  // Locks for callers whose several transactions must see one state (lock_state_shared) and for
  // those who replace it (lock_state_exclusive); each excludes the other. Threads: the one that
  // took the lock, which may hold only one.
  [[nodiscard]] std::shared_lock<std::shared_mutex> lock_state_shared() { return gate_.use(); }
  [[nodiscard]] std::unique_lock<std::shared_mutex> lock_state_exclusive() {
    return gate_.replace();
  }

  // Copies the current contents to `target`. Errors: kInternalServer.
  base::Result<void> copy_to(Connection& target);

  // Replaces all contents with those of `source`, which must have today's schema. Errors:
  // kInternalServer, and then nothing has changed.
  base::Result<void> replace_with(Connection& source);

  // Returns how often replace_with has replaced the contents. The count grows on the writer thread,
  // between two writes.
  [[nodiscard]] std::uint64_t replacements() const { return replacements_; }

  // Returns the path of the file; nullopt if the database is in memory.
  [[nodiscard]] const std::optional<std::filesystem::path>& file() const { return file_; }

  // Returns the number of commits since the start. It grows before the writer of a commit learns
  // that it succeeded, so what was computed from the database at an equal count is still valid.
  [[nodiscard]] std::uint64_t commits() const { return writer_->commits(); }

 private:
  using Reading = std::function<void(ReadTxn&)>;

  Database() = default;
  base::Result<void> prepare_file(const std::string& file);
  base::Result<void> open_connections(const std::string& name, const char* vfs);
  base::Result<void> prepare_writer();
  base::Result<void> run_read(const Reading& reading);
  base::Result<void> run_read_on_io_thread(const Reading& reading);
  std::unique_ptr<Connection> take_reader();
  void give_back(std::unique_ptr<Connection> reader);

  // Borrows a reader of the pool until the end of its scope.
  struct Borrowed {
    Database& database;
    std::unique_ptr<Connection> connection;
    ~Borrowed() { database.give_back(std::move(connection)); }
  };

  std::optional<std::filesystem::path> file_;
  StateGate gate_;
  FileLock lock_;  // before the connections: released after they are closed
  std::atomic<std::uint64_t> replacements_ = 0;
  std::unique_ptr<Connection> write_connection_;
  std::mutex readers_mutex_;
  std::condition_variable reader_free_;
  std::vector<std::unique_ptr<Connection>> readers_;  // those that are free
  std::unique_ptr<Connection> io_reader_;
  std::optional<std::uint64_t> io_commits_;       // of the open snapshot; absent: none is open
  std::optional<std::uint64_t> io_last_commits_;  // at the latest read
  std::unique_ptr<WriteQueue> writer_;            // last: its thread uses the members above
};

}  // namespace flows::store
