#include "store/schema_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <utility>

namespace flows::store {
namespace {

std::vector<std::string> texts(Statement rows) {
  std::vector<std::string> found;
  while (rows.step()) found.push_back(rows.text(0));
  return found;
}

// The tables are STRICT, so that each type is one of SQLite's own.
ColumnType type_named(std::string_view name) {
  if (name == "TEXT") return ColumnType::kText;
  return name == "BLOB" ? ColumnType::kBytes : ColumnType::kInteger;
}

}  // namespace

SchemaTable::SchemaTable(std::string name, std::vector<std::string> columns,
                         std::vector<ColumnType> types)
    : name_(std::move(name)), columns_(std::move(columns)), types_(std::move(types)) {
  std::vector<std::string> parameters;
  std::vector<std::size_t> order;
  for (std::size_t column = 1; column <= columns_.size(); ++column) {
    parameters.emplace_back("?");
    order.push_back(column);
  }
  const std::string names = fmt::format("\"{}\"", fmt::join(columns_, "\", \""));
  select_ = fmt::format("SELECT {} FROM \"{}\" ORDER BY {}", names, name_, fmt::join(order, ", "));
  insert_ =
      fmt::format("INSERT INTO \"{}\" ({}) VALUES ({})", name_, names, fmt::join(parameters, ", "));
  clear_ = fmt::format("DELETE FROM \"{}\"", name_);
}

std::vector<std::unique_ptr<const SchemaTable>> SchemaTable::all(Connection& connection) {
  std::vector<std::unique_ptr<const SchemaTable>> tables;
  for (auto& name : texts(connection.prepare_read(
           "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
           " AND name <> 'object_total' ORDER BY name"))) {
    auto row = connection.prepare_read("SELECT name, type FROM pragma_table_info(?) ORDER BY cid");
    row.bind(name);
    std::vector<std::string> columns;
    std::vector<ColumnType> types;
    while (row.step()) {
      columns.push_back(row.text(0));
      types.push_back(type_named(row.text_view(1)));
    }
    tables.emplace_back(new SchemaTable(std::move(name), std::move(columns), std::move(types)));
  }
  return tables;
}

}  // namespace flows::store
