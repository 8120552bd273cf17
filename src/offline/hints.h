#pragma once

#include <string_view>

namespace flows::offline {

// The type of diagnostics about what AWS refuses to save; it is not a FlowValidationType.
inline constexpr std::string_view kRefusedByApi = "ValidationException";
// The type of diagnostics about what AWS silently drops; it is not a FlowValidationType.
inline constexpr std::string_view kUnknownMember = "UnknownMember";

// Explains one type of diagnostics and how to fix its faults.
struct Hint {
  std::string_view type;
  std::string_view summary;  // a few words, for lists of rules
  std::string_view hint;     // one or two sentences that describe the fix
};

// Returns the hint for a type: a FlowValidationType or one of the two types above.
const Hint& hint_for(std::string_view type);

}  // namespace flows::offline
