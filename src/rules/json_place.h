#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace flows::rules {

// A value of a document and the JSON pointer that leads to it. Looks at the document, which must
// outlive it. Every error is kValidation, "<pointer>: <fault>".
class JsonPlace {
 public:
  explicit JsonPlace(const base::Json& root) : value_(&root) {}

  [[nodiscard]] const base::Json& value() const { return *value_; }
  [[nodiscard]] std::string_view name() const { return name_; }  // as a member; empty elsewhere

  // The error that says what is wrong here.
  [[nodiscard]] base::Error fault(std::string_view what) const;

  // The members of an object, in its order.
  [[nodiscard]] base::Result<std::vector<JsonPlace>> members() const;
  // The items of a list that holds `items_max` at most.
  [[nodiscard]] base::Result<std::vector<JsonPlace>> items(std::size_t items_max) const;

  [[nodiscard]] base::Result<std::string> text() const;
  [[nodiscard]] base::Result<std::string> text_not_empty() const;
  // A whole number within [min, max]; 5.0 is one.
  [[nodiscard]] base::Result<std::int64_t> integer(std::int64_t min, std::int64_t max) const;

 private:
  JsonPlace(const base::Json& value, std::string pointer, std::string name)
      : value_(&value), pointer_(std::move(pointer)), name_(std::move(name)) {}

  const base::Json* value_;
  std::string pointer_;  // RFC 6901
  std::string name_;
};

// The largest integer that every reader of JSON reads exactly.
inline constexpr std::int64_t kJsonIntegerMax = 9'007'199'254'740'991;

// At most a hundred bytes of `text` in quotes, cut between characters: for messages.
std::string in_quotes(std::string_view text);

// What is wrong with a member that no row of its object's table reads.
base::Error unknown_key(const JsonPlace& place, const std::vector<std::string_view>& known);
base::Error key_not_served(const JsonPlace& place);

// The row of `table` for the member at `place`. Errors: a key without row; a row that reads
// nothing, which is how a table names a part of the contract that this version does not serve.
template <class Row, std::size_t kSize>
base::Result<const Row*> find_row(const JsonPlace& place, const Row (&table)[kSize]) {
  for (const Row& row : table) {
    if (row.key != place.name()) continue;
    if (row.read == nullptr) return key_not_served(place);
    return &row;
  }
  std::vector<std::string_view> known;
  for (const Row& row : table) {
    if (row.read != nullptr) known.push_back(row.key);
  }
  return unknown_key(place, known);
}

// Reads each member of the object at `place` into `target`, as the table's row for its key does.
template <class Row, std::size_t kSize, class Target>
base::Result<void> read_members(const JsonPlace& place, const Row (&table)[kSize], Target& target) {
  ASSIGN_OR_RETURN(const std::vector<JsonPlace> members, place.members());
  for (const JsonPlace& member : members) {
    ASSIGN_OR_RETURN(const Row* row, find_row(member, table));
    RETURN_IF_ERROR(row->read(member, target));
  }
  return {};
}

}  // namespace flows::rules
