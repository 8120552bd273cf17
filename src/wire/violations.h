#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "wire/service_model.h"

namespace flows::wire {

// The place of a value in a request, as a chain of links on the stack of the walk. Its text is made
// only if something is wrong there.
struct MemberPath {
  const MemberPath* parent = nullptr;  // nullptr: the request itself
  std::string_view name = {};          // of a structure's member
  std::size_t list_index = 0;          // counted from 1; 0 if this is no list element
  bool map_value = false;              // if true, `name` is the key

  // Returns the path as AWS writes it: "definition.nodes.2.member.name", "tags.color.member".
  [[nodiscard]] std::string text() const;
};

// The constraints that one request breaks, in AWS's words.
class Violations {
 public:
  // Adds one violation. `constraint` is e.g. "Member must not be null". The message quotes at most
  // limits::kEchoedCharactersMax characters of `value`; nullptr stands for an absent value. A
  // sensitive value is never quoted.
  void add(const MemberPath& path, const base::Json* value, bool sensitive,
           std::string_view constraint);

  [[nodiscard]] bool empty() const { return count_ == 0; }

  // Returns one kValidation error for all violations. Requires at least one.
  [[nodiscard]] base::Error to_error(Service service) &&;

 private:
  std::size_t count_ = 0;                 // of all, listed or not
  std::vector<base::FieldError> listed_;  // the first limits::kViolationsMax
};

}  // namespace flows::wire
