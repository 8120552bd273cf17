#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "store/database.h"

namespace flows::store {

// The tests write numbers into a table of their own, made through the same door as any change.
inline base::Result<void> make_table(Database& db) {
  return db.write([](WriteTxn& txn) -> base::Result<void> {
    txn.change("CREATE TABLE number (value INTEGER NOT NULL) STRICT").run();
    return {};
  });
}

inline base::Result<void> insert(Database& db, int value) {
  return db.write([&](WriteTxn& txn) -> base::Result<void> {
    txn.change("INSERT INTO number (value) VALUES (?)", value).run();
    return {};
  });
}

inline std::vector<std::int64_t> read_numbers(ReadTxn& txn) {
  auto row = txn.query("SELECT value FROM number ORDER BY value");
  std::vector<std::int64_t> values;
  while (row.step()) values.push_back(row.integer(0));
  return values;
}

inline std::vector<std::int64_t> numbers(Database& db) {
  return db
      .read(
          [](ReadTxn& txn) -> base::Result<std::vector<std::int64_t>> { return read_numbers(txn); })
      .value();
}

inline std::unique_ptr<Database> open_file(const std::filesystem::path& file) {
  auto db = Database::open({.file = file});
  CHECK(db, db.error().message.c_str());
  return std::move(db).value();
}

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace flows::store
