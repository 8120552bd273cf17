#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// The steps of an input expression that follow "$.data". A position counts from 0, a negative one
// from the end. A number too large for 64 bits is replaced by the nearest one that fits, which is
// just as far outside of any array.
namespace flows::expr {

struct MemberStep {  // .name  ['name']
  std::string name;
};

struct ElementStep {  // [n]
  std::int64_t position = 0;
};

struct EveryStep {};  // .*  [*]

struct ListStep {  // [a, b, …]
  std::vector<std::int64_t> positions;
};

struct SliceStep {  // [first:end], `end` exclusive
  std::optional<std::int64_t> first;
  std::optional<std::int64_t> end;
};

using PathStep = std::variant<MemberStep, ElementStep, EveryStep, ListStep, SliceStep>;

// Checks whether the step may lead from one value to several: a wildcard, a list or a slice.
[[nodiscard]] inline bool leads_to_many(const PathStep& step) {
  return !std::holds_alternative<MemberStep>(step) && !std::holds_alternative<ElementStep>(step);
}

}  // namespace flows::expr
