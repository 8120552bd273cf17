#pragma once

#include <string>

namespace flows::store {

// The text of one SQL statement, known when the program is compiled: text put together at run time
// does not compile, so nothing that a user sends can ever become SQL. Values are bound.
class Sql {
 public:
  consteval Sql(const char* text) : text_(text) {}  // NOLINT: implicit on purpose

  [[nodiscard]] constexpr const char* text() const { return text_; }

 private:
  // The one exception: text made of nothing but the names of tables and columns that the schema
  // has. It must outlive the connections that use it.
  friend class SchemaTable;
  explicit Sql(const std::string& made) : text_(made.c_str()) {}

  const char* text_;
};

}  // namespace flows::store
