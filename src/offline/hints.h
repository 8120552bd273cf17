#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "model/finding.h"
#include "offline/port_hints.h"

namespace flows::offline {

// The type of diagnostics about what AWS refuses to save; it is not a FlowValidationType.
inline constexpr std::string_view kRefusedByApi = "ValidationException";
// The type of diagnostics about what AWS silently drops; it is not a FlowValidationType.
inline constexpr std::string_view kUnknownMember = "UnknownMember";
// The type of our own diagnostics about the code of InlineCode nodes, which AWS does not check.
inline constexpr std::string_view kInlineCodeCheck = "InlineCodeCheck";

// Checks whether diagnostics of a type come from this program only, and not from AWS.
bool is_our_own(std::string_view type);

// Explains one type of diagnostics and how to fix its faults, whatever the node.
struct Hint {
  std::string_view type;
  std::string_view summary;  // a few words, for lists of rules
  std::string_view hint;     // one or two sentences that describe the fix
};

// Returns the hint for a type: a FlowValidationType or one of the types above.
const Hint& hint_for(std::string_view type);

// Returns how to fix one fault: what is wrong in its text, if that is known, and what is right for
// the node in question; else the hint for its type. `ports` belongs to the definition with the
// fault.
std::string hint_for_finding(const model::Finding& finding, const PortHints& ports);

// Returns how to fix what the API refuses at `pointer` in a definition, which may have any form.
std::string hint_for_refusal(const base::Json& definition, const base::Json::json_pointer& pointer);

// Returns how to fix what `operation` refuses at a member of its input: `field`, which is empty if
// no single one is at fault.
std::string hint_for_resource(std::string_view operation, bool is_in_template,
                              std::string_view field);

}  // namespace flows::offline
