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
#include "base/result.h"
#include "base/stored_json.h"
#include "store/sql.h"

struct sqlite3;
struct sqlite3_stmt;

namespace flows::store {

// An operation of SQLite failed, for example because the disk is full, or a stored value is
// damaged. It is thrown inside a transaction and caught by this room only, which rolls back, logs
// it and returns an Error.
class StorageFailure : public std::runtime_error {
 public:
  // `code` is kDamagedData where trying again is of no use.
  explicit StorageFailure(const std::string& what,
                          base::ErrorCode code = base::ErrorCode::kInternalServer)
      : std::runtime_error(what), code_(code) {}

  [[nodiscard]] base::ErrorCode code() const { return code_; }

 private:
  base::ErrorCode code_;
};

// Bytes that need not be text, for a column of type BLOB.
struct Bytes {
  std::string_view bytes;
};

// One use of a cached statement: bind the values in order, step, read the columns. When it goes out
// of scope, the statement is reset and free for its next use. Columns count from 0. Every member
// may throw StorageFailure; if a value does not have the type that is read, its message names the
// column and the row.
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

  // Promises that all texts and bytes bound from now on outlive this statement, so that they need
  // no copy.
  void bind_without_copies() { copies_ = false; }
  Statement& bind(std::string_view text);
  Statement& bind(Bytes value);
  Statement& bind(std::int64_t number);
  Statement& bind(base::TimePoint time);
  Statement& bind(std::nullopt_t);                              // NULL
  Statement& bind(const std::optional<std::string>& text);      // absent: NULL
  Statement& bind(const std::optional<base::TimePoint>& time);  // absent: NULL
  Statement& bind(const std::string& text) { return bind(std::string_view(text)); }
  Statement& bind(const char* text) { return bind(std::string_view(text)); }
  Statement& bind(bool flag) { return bind(std::int64_t{flag}); }
  Statement& bind(int number) { return bind(std::int64_t{number}); }

  // Moves to the next row; returns false if there is none.
  bool step();
  // Runs a statement that returns no rows.
  void run();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] bool is_integer(int column) const;
  [[nodiscard]] bool is_bytes(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::string_view text_view(int column) const;  // valid until the next step
  [[nodiscard]] std::string_view view(int column) const;       // of a text, until the next step
  [[nodiscard]] std::string bytes(int column) const;           // of a BLOB
  [[nodiscard]] std::optional<std::string> optional_text(int column) const;  // NULL: absent
  // Returns a text after checking that it is one JSON value of the given kind.
  [[nodiscard]] std::string json(int column, base::JsonKind kind) const;
  [[nodiscard]] std::optional<std::string> optional_json(int column, base::JsonKind kind) const;
  // Returns the element of `words` that equals the text; the view is into `words`.
  [[nodiscard]] std::string_view word(int column, std::span<const std::string_view> words) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] base::TimePoint time(int column) const;
  [[nodiscard]] std::optional<base::TimePoint> optional_time(int column) const;  // NULL: absent
  [[nodiscard]] std::string_view name(int column) const;
  // Throws StorageFailure with a message that names the column and the row; `how` ends its
  // sentence.
  [[noreturn]] void refuse(int column, std::string_view how) const;

 private:
  friend class Connection;
  Statement(sqlite3* db, sqlite3_stmt* stmt, bool* in_use)
      : db_(db), stmt_(stmt), in_use_(in_use) {}
  void check_bound(int code) const;
  [[nodiscard]] std::string_view table() const;
  [[nodiscard]] std::string row_name(int damaged_column) const;

  sqlite3* db_;
  sqlite3_stmt* stmt_;
  bool* in_use_;
  int bound_ = 0;
  bool copies_ = true;
};

// One SQLite connection with its compiled statements. Threads: any, but one at a time.
class Connection {
 public:
  enum class Mode { kReadWrite, kReadOnly, kInMemory };

  // Opens `file`, which mode kReadWrite creates and mode kInMemory ignores. Throws StorageFailure.
  // `vfs` is the name of the VFS; nullptr stands for the default one.
  Connection(const std::string& file, Mode mode, const char* vfs = nullptr);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Returns the statement, which is compiled at its first use and cached by the address of its
  // text. It is a bug to use a statement while it is in use further up the stack.
  Statement prepare(Sql sql);
  // Like `prepare`, for a statement that must not write. It is a bug if it does, whatever the mode.
  Statement prepare_read(Sql sql);

  // Runs every statement of `script`, a text of the program itself. Throws StorageFailure.
  void run_script(const char* script);

  // Replaces the contents of this database with those of `source`, page by page in one
  // transaction. Neither database may have an open transaction. Throws StorageFailure, and then
  // nothing has changed.
  void copy_from(Connection& source);

  // Returns the key of the row that the latest INSERT added.
  [[nodiscard]] std::int64_t last_insert_id() const;
  // Returns how many rows this connection has inserted, updated or deleted so far.
  [[nodiscard]] std::int64_t rows_changed() const;

  // Returns whether a transaction is open. SQLite ends a transaction by itself after some failures.
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
