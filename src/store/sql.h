#pragma once

#include <string>

namespace flows::store {

// The text of one SQL statement, which must be known at compile time: text that is put together at
// run time does not compile, so user input can never become SQL. Values are bound.
class Sql {
 public:
  consteval Sql(const char* text) : text_(text) {}  // NOLINT: implicit on purpose

  [[nodiscard]] constexpr const char* text() const { return text_; }

 private:
  // The one exception: a text made only of the names of tables and columns of the schema. It must
  // outlive the connections that use it.
  friend class SchemaTable;
  explicit Sql(const std::string& made) : text_(made.c_str()) {}

  const char* text_;
};

}  // namespace flows::store
