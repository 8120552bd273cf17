#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "store/connection.h"

namespace flows::store {

// A table, as its database describes it. It must outlive the connections that use its statements.
class SchemaTable {
 public:
  // Returns the tables of this program in that database, sorted by name. Throws StorageFailure.
  static std::vector<std::unique_ptr<const SchemaTable>> all(Connection& connection);

  SchemaTable(const SchemaTable&) = delete;
  SchemaTable& operator=(const SchemaTable&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  // Returns whether the column at that position holds texts; all others hold integers.
  [[nodiscard]] bool has_texts(std::size_t column) const { return has_texts_[column]; }

  // Returns every row with all its columns; equal contents give an equal order.
  [[nodiscard]] Sql select() const { return Sql(select_); }
  // Inserts one row; has a parameter for each column.
  [[nodiscard]] Sql insert() const { return Sql(insert_); }
  [[nodiscard]] Sql clear() const { return Sql(clear_); }

 private:
  SchemaTable(std::string name, std::vector<std::string> columns, std::vector<bool> has_texts);

  std::string name_;
  std::vector<std::string> columns_;
  std::vector<bool> has_texts_;
  std::string select_;
  std::string insert_;
  std::string clear_;
};

}  // namespace flows::store
