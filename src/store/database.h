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
  std::optional<std::filesystem::path> file = {};  // absent: in memory, gone with the object
  bool survives_power_cuts = false;  // else killed processes only; costs a sync for each commit
};

// Everything the server persists: one SQLite file, one thread that writes it, some connections that
// read it.
//
// What a function given to `write` did is on disk when `write` returns, unless the function
// returned an Error or threw: then nothing of it is. Many callers share one commit. What it throws
// is thrown to the caller. A failure of SQLite is an Error kInternalServer and a line in the log.
//
// Functions given to a transaction do SQL and arithmetic only: no backend, no waiting, no second
// transaction. Each returns a Result.
//
// Threads: any, but for try_read_on_io_thread and release_io_thread_snapshot. All calls must have
// ended before the destructor.
class Database {
 public:
  // Opens or creates the file and the folders above it, and brings its schema up to date. Errors,
  // each with a sentence for the person who starts the server: the file belongs to another program
  // or to a newer version (both leave it untouched), is in use by another server, or cannot be
  // opened.
  static base::Result<std::unique_ptr<Database>> open(const DatabaseOptions& options);

  // Ends what is queued and writes the WAL back into the file.
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs `fn(WriteTxn&)` on the writer thread. Errors besides its own: kThrottling where
  // limits::kWriteQueueMax others wait, kInternalServer.
  template <class Fn>
  auto write(Fn&& fn) -> std::invoke_result_t<Fn&, WriteTxn&> {
    std::optional<std::invoke_result_t<Fn&, WriteTxn&>> result;
    RETURN_IF_ERROR(writer_->run([&](WriteTxn& txn) {
      result.emplace(fn(txn));
      return result->has_value();
    }));
    return *std::move(result);
  }

  // The same without waiting: `done` gets what `fn` returned, on the writer thread; see
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

  // Runs `fn(ReadTxn&)` here, on a snapshot, with a connection of the pool; waits for a free one.
  template <class Fn>
  auto read(Fn&& fn) -> std::invoke_result_t<Fn&, ReadTxn&> {
    std::optional<std::invoke_result_t<Fn&, ReadTxn&>> result;
    RETURN_IF_ERROR(run_read([&](ReadTxn& txn) { result.emplace(fn(txn)); }));
    return *std::move(result);
  }

  // Like `read`, for the one thread that must not wait: it has a connection of its own, whose
  // snapshot stays open from the second reading on after something was committed. Returns nullopt,
  // without having called `fn`, if it would have to wait: a database in memory has one connection
  // for all. Threads: always the same one.
  template <class Fn>
  auto try_read_on_io_thread(Fn&& fn) -> std::optional<std::invoke_result_t<Fn&, ReadTxn&>> {
    using Outcome = std::invoke_result_t<Fn&, ReadTxn&>;
    std::optional<Outcome> result;
    const auto read = try_run_read_on_io_thread([&](ReadTxn& txn) { result.emplace(fn(txn)); });
    if (!read) return std::nullopt;
    if (!*read) return Outcome(read->error());
    return result;
  }

  // Ends the open snapshot of try_read_on_io_thread, during which the WAL cannot be reused. Call it
  // when idle. Threads: that of try_read_on_io_thread.
  void release_io_thread_snapshot();

  // Held by whoever needs several transactions to see one state, and by whoever replaces it; both
  // wait for each other. Threads: the one that got it, once.
  [[nodiscard]] std::shared_lock<std::shared_mutex> use_state() { return gate_.use(); }
  [[nodiscard]] std::unique_lock<std::shared_mutex> hold_state() { return gate_.replace(); }

  // Copies everything, as it is now, to `target`. Errors: kInternalServer.
  base::Result<void> copy_to(Connection& target);

  // Puts what `source` holds, whose schema is today's, in the place of everything. Errors:
  // kInternalServer; nothing has changed then.
  base::Result<void> replace_with(Connection& source);

  // How often another state has taken the place of the present one. Grows on the writer thread,
  // between two writes.
  [[nodiscard]] std::uint64_t replacements() const { return replacements_; }

  // Where it is; nothing: in memory.
  [[nodiscard]] const std::optional<std::filesystem::path>& file() const { return file_; }

  // How often something was committed since the start. Grows before the writer is told of it, so
  // what was made from the database at an equal count is still true.
  [[nodiscard]] std::uint64_t commits() const { return writer_->commits(); }

 private:
  using Reading = std::function<void(ReadTxn&)>;

  Database() = default;
  base::Result<void> open_file(const std::string& file);
  base::Result<void> prepare_writer();
  base::Result<void> run_read(const Reading& reading);
  std::optional<base::Result<void>> try_run_read_on_io_thread(const Reading& reading);
  base::Result<void> read_newest_on_io_thread(const Reading& reading);
  std::unique_ptr<Connection> take_reader();
  void give_back(std::unique_ptr<Connection> reader);

  // A reader of the pool, until it goes out of scope.
  struct Borrowed {
    Database& database;
    std::unique_ptr<Connection> connection;
    ~Borrowed() { database.give_back(std::move(connection)); }
  };

  std::optional<std::filesystem::path> file_;
  StateGate gate_;
  FileLock lock_;  // before what follows: released when every connection is closed
  std::atomic<std::uint64_t> replacements_ = 0;
  bool in_memory_ = false;
  std::unique_ptr<Connection> write_connection_;
  std::mutex write_connection_mutex_;
  std::mutex readers_mutex_;
  std::condition_variable reader_free_;
  std::vector<std::unique_ptr<Connection>> readers_;  // those that are free
  std::unique_ptr<Connection> io_reader_;
  std::optional<std::uint64_t> io_commits_;       // of the open snapshot; absent: none is open
  std::optional<std::uint64_t> io_last_commits_;  // at the latest reading
  std::unique_ptr<WriteQueue> writer_;            // last: its thread uses the members above
};

}  // namespace flows::store
