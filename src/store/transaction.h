#pragma once

#include "store/connection.h"

namespace flows::store {

// A snapshot of the database. A function that takes one only reads: it does SQL and arithmetic,
// never waits for anything else and never opens a second transaction. Threads: the one to which it
// was given.
class ReadTxn {
 public:
  explicit ReadTxn(Connection& connection) : connection_(connection) {}
  ReadTxn(const ReadTxn&) = delete;
  ReadTxn& operator=(const ReadTxn&) = delete;

  // Returns a statement that reads, with its values bound in order. Throws StorageFailure.
  template <class... Values>
  Statement query(Sql sql, const Values&... values) {
    auto statement = connection_.prepare_read(sql);
    (statement.bind(values), ...);
    return statement;
  }

 protected:
  Connection& connection_;
};

// The only kind of transaction that may write. Its changes are committed if the function that uses
// it succeeds.
class WriteTxn : public ReadTxn {
 public:
  using ReadTxn::ReadTxn;

  // Returns a statement that writes and has rows, with its values bound in order. Throws
  // StorageFailure.
  template <class... Values>
  Statement change(Sql sql, const Values&... values) {
    auto statement = connection_.prepare(sql);
    (statement.bind(values), ...);
    return statement;
  }

  // Runs a statement that writes and has no rows, without copying the values. Returns whether it
  // changed anything. Throws StorageFailure.
  template <class... Values>
  bool apply(Sql sql, const Values&... values) {
    const std::int64_t before = connection_.rows_changed();
    auto statement = connection_.prepare(sql);
    statement.bind_without_copies();
    (statement.bind(values), ...);
    statement.run();
    return connection_.rows_changed() != before;
  }

  // Returns the key of the row that the latest INSERT added.
  [[nodiscard]] std::int64_t last_insert_id() const { return connection_.last_insert_id(); }
};

}  // namespace flows::store
