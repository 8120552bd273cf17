#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/clock.h"
#include "base/stored_json.h"
#include "store/sql.h"

struct sqlite3;
struct sqlite3_stmt;

namespace flows::store {

// SQLite could not do what it was told: the disk is full, a read failed. Thrown inside a
// transaction and caught by Database, which rolls back, logs it and answers an Error; nobody else
// catches it.
class StorageFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One use of a cached statement: bind in order, step, read columns. It is reset, and free for the
// next use, when it goes out of scope. Columns count from 0. Every member may throw StorageFailure;
// where a value is not what the column is read as, that names the column and the row.
class Statement {
 public:
  Statement(Statement&& other) noexcept
      : db_(other.db_),
        stmt_(std::exchange(other.stmt_, nullptr)),
        in_use_(other.in_use_),
        bound_(other.bound_),
        copies_(other.copies_) {}
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // The texts that are bound from now on outlive this.
  void bind_without_copies() { copies_ = false; }
  Statement& bind(std::string_view text);
  Statement& bind(std::int64_t number);
  Statement& bind(base::TimePoint time);
  Statement& bind(std::nullopt_t);                              // NULL
  Statement& bind(const std::optional<std::string>& text);      // absent: NULL
  Statement& bind(const std::optional<base::TimePoint>& time);  // absent: NULL
  Statement& bind(const std::string& text) { return bind(std::string_view(text)); }
  Statement& bind(const char* text) { return bind(std::string_view(text)); }
  Statement& bind(bool flag) { return bind(std::int64_t{flag}); }
  Statement& bind(int number) { return bind(std::int64_t{number}); }

  // Moves to the next row; false once there is none.
  bool step();
  // For statements without rows.
  void run();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] bool is_integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::string_view view(int column) const;  // of a text, until the next step
  [[nodiscard]] std::optional<std::string> optional_text(int column) const;  // NULL: absent
  // A text that is one JSON value of that kind.
  [[nodiscard]] std::string json(int column, base::JsonKind kind) const;
  [[nodiscard]] std::optional<std::string> optional_json(int column, base::JsonKind kind) const;
  // A text that is one of `words`; the view is that of the word.
  [[nodiscard]] std::string_view word(int column, std::span<const std::string_view> words) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] base::TimePoint time(int column) const;
  [[nodiscard]] std::optional<base::TimePoint> optional_time(int column) const;  // NULL: absent
  [[nodiscard]] std::string_view name(int column) const;
  // Throws StorageFailure that says of which row the value of `column` is not right, and `how`.
  [[noreturn]] void refuse(int column, std::string_view how) const;

 private:
  friend class Connection;
  Statement(sqlite3* db, sqlite3_stmt* stmt, bool* in_use)
      : db_(db), stmt_(stmt), in_use_(in_use) {}
  void check_bound(int code) const;
  [[nodiscard]] std::string row_name(int damaged_column) const;

  sqlite3* db_;
  sqlite3_stmt* stmt_;
  bool* in_use_;
  int bound_ = 0;
  bool copies_ = true;
};

// One SQLite connection with its compiled statements. Threads: one at a time.
class Connection {
 public:
  enum class Mode { kReadWrite, kReadOnly, kInMemory };

  // Opens `file` (created in mode kReadWrite; ignored in mode kInMemory). Throws StorageFailure.
  Connection(const std::string& file, Mode mode);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // The statement, compiled at its first use and cached by the address of its text. Using one while
  // it is in use further up the stack is a bug.
  Statement prepare(Sql sql);
  // The same, for one that must not write; a bug otherwise, whatever the connection's mode.
  Statement prepare_read(Sql sql);

  // Runs every statement of `script`, which comes with the program. Throws StorageFailure.
  void run_script(const char* script);

  // Makes this database the same as that of `source`, in one transaction and by whole pages.
  // Neither may have one open. Throws StorageFailure; nothing has changed then.
  void copy_from(Connection& source);

  // Of the latest INSERT that added a row.
  [[nodiscard]] std::int64_t last_insert_id() const;
  // How many rows the statements so far have inserted, updated or deleted.
  [[nodiscard]] std::int64_t rows_changed() const;

  // Whether a transaction is open. SQLite ends one by itself after some failures.
  [[nodiscard]] bool in_transaction() const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* stmt) const;
  };
  struct Cached {
    std::unique_ptr<sqlite3_stmt, Finalize> stmt;
    bool in_use = false;
  };
  struct Close {
    void operator()(sqlite3* db) const;
  };
  Cached& cached(Sql sql);

  std::unique_ptr<sqlite3, Close> db_;
  std::unordered_map<const char*, Cached>
      statements_;  // declared last: finalized before the database closes
};

}  // namespace flows::store
