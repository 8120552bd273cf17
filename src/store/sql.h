#pragma once

namespace flows::store {

// The text of one SQL statement, known when the program is compiled: text put together at run time
// does not compile, so nothing that a user sends can ever become SQL. Values are bound.
class Sql {
 public:
  consteval Sql(const char* text) : text_(text) {}  // NOLINT: implicit on purpose

  [[nodiscard]] constexpr const char* text() const { return text_; }

 private:
  const char* text_;
};

}  // namespace flows::store
