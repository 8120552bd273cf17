#pragma once

#include <string_view>

namespace flows::offline {

// What diagnostics are called that are no FlowValidationType: what AWS refuses to save, …
inline constexpr std::string_view kRefusedByApi = "ValidationException";
// … and what it silently drops.
inline constexpr std::string_view kUnknownMember = "UnknownMember";

// What to do about a type of diagnostics, and what it is about.
struct Hint {
  std::string_view type;
  std::string_view summary;  // a few words, for lists of rules
  std::string_view hint;     // a sentence or two that tells how to mend it
};

// Every FlowValidationType and the two above have one. Requires one of them.
const Hint& hint_for(std::string_view type);

}  // namespace flows::offline
