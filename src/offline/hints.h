#pragma once

#include <string_view>

namespace flows::offline {

// The types of diagnostics that are no FlowValidationType: one for what AWS refuses to save, …
inline constexpr std::string_view kRefusedByApi = "ValidationException";
// … and one for what AWS silently drops.
inline constexpr std::string_view kUnknownMember = "UnknownMember";

// What a type of diagnostics is about, and what to do about it.
struct Hint {
  std::string_view type;
  std::string_view summary;  // a few words, for lists of rules
  std::string_view hint;     // one or two sentences that say how to fix it
};

// Returns the hint for a type: a FlowValidationType or one of the two types above.
const Hint& hint_for(std::string_view type);

}  // namespace flows::offline
