#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "store/connection.h"

namespace flows::store {

enum class ColumnType { kInteger, kText, kBytes };

// A table, as its database describes it. It must outlive the connections that use its statements.
class SchemaTable {
 public:
  // Returns the tables of this program in that database, sorted by name, but for
  // object_total, which triggers fill. Throws StorageFailure.
  static std::vector<std::unique_ptr<const SchemaTable>> all(Connection& connection);

  SchemaTable(const SchemaTable&) = delete;
  SchemaTable& operator=(const SchemaTable&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  [[nodiscard]] ColumnType type(std::size_t column) const { return types_[column]; }

  // Returns every row with all its columns; equal contents give an equal order.
  [[nodiscard]] Sql select() const { return Sql(select_); }
  // Inserts one row; has a parameter for each column.
  [[nodiscard]] Sql insert() const { return Sql(insert_); }
  [[nodiscard]] Sql clear() const { return Sql(clear_); }

 private:
  SchemaTable(std::string name, std::vector<std::string> columns, std::vector<ColumnType> types);

  std::string name_;
  std::vector<std::string> columns_;
  std::vector<ColumnType> types_;
  std::string select_;
  std::string insert_;
  std::string clear_;
};

}  // namespace flows::store
