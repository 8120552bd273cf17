#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "base/result.h"

namespace flows::rules {

// A value in a document and the JSON pointer that leads to it. Refers to the document, which must
// outlive it. Every error is kValidation with the message "<pointer>: <fault>", without the pointer
// at the root.
class JsonPlace {
 public:
  explicit JsonPlace(const base::Json& root)
      : value_(&root),
        patterns_left_(std::make_shared<std::int64_t>(base::limits::kRulePatternsBytesMax)) {}

  [[nodiscard]] const base::Json& value() const { return *value_; }
  [[nodiscard]] std::string_view name() const { return name_; }  // as a member; otherwise empty

  // Returns an error for this place; `what` describes the fault.
  [[nodiscard]] base::Error fault(std::string_view what) const;

  // Returns the members of an object, in its order. Errors: kValidation for any other value.
  [[nodiscard]] base::Result<std::vector<JsonPlace>> members() const;
  // Returns the items of a list. Errors: kValidation if there are more than `items_max`, or for any
  // other value.
  [[nodiscard]] base::Result<std::vector<JsonPlace>> items(std::size_t items_max) const;

  [[nodiscard]] base::Result<std::string> text() const;
  [[nodiscard]] base::Result<std::string> text_not_empty() const;
  // Returns a whole number within [min, max]; 5.0 counts as one.
  [[nodiscard]] base::Result<std::int64_t> integer(std::int64_t min, std::int64_t max) const;

  // Returns the bytes that the patterns of the document may still take once they are compiled; all
  // places of a document share the number.
  [[nodiscard]] std::int64_t& patterns_left() const { return *patterns_left_; }

 private:
  JsonPlace(const JsonPlace& above, const base::Json& value, std::string pointer, std::string name)
      : value_(&value),
        patterns_left_(above.patterns_left_),
        pointer_(std::move(pointer)),
        name_(std::move(name)) {}

  const base::Json* value_;
  std::shared_ptr<std::int64_t> patterns_left_;
  std::string pointer_;  // RFC 6901
  std::string name_;
};

// The largest integer that every JSON reader represents exactly.
inline constexpr std::int64_t kJsonIntegerMax = 9'007'199'254'740'991;

// Returns `text` for a message, cut between characters to at most a hundred bytes.
std::string cut_short(std::string_view text);
// Returns the same in quotes.
std::string in_quotes(std::string_view text);

// Return the error for a member that no row of its object's table reads: its key is unknown, or it
// is known but not supported by this version.
base::Error unknown_key(const JsonPlace& place, const std::vector<std::string_view>& known);
base::Error key_not_served(const JsonPlace& place);

// Returns the row of `table` for the member at `place`. Errors: kValidation if no row has this key,
// or if the row has no `read` function, which marks a part of the contract that this version does
// not support.
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

// Reads each member of the object at `place` into `target` with the row of `table` that has its
// key.
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
