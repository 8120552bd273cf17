#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace flows::model {

// The data types of node inputs and outputs (FlowNodeIODataType).
enum class IoType { kString, kNumber, kBoolean, kObject, kArray };

// Returns the spelling of definitions and traces, e.g. "String".
std::string_view to_text(IoType type);

// Returns the spelling of messages about mismatches, e.g. "STRING".
std::string_view to_upper_text(IoType type);

// Returns the type with that spelling (e.g. "String"), or nullopt if there is none.
std::optional<IoType> parse_io_type(std::string_view text);

// Returns the type of a JSON value, or nullopt for null, which matches no type.
std::optional<IoType> type_of(const base::Json& value);

// Returns the actual type for a message about a mismatch: "STRING" and so on, "NULL" for null.
std::string_view upper_type_name(const base::Json& value);

}  // namespace flows::model
