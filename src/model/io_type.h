#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace flows::model {

// The data types of node inputs and outputs (FlowNodeIODataType).
enum class IoType { kString, kNumber, kBoolean, kObject, kArray };

// "String", as definitions and traces spell it.
std::string_view to_text(IoType type);

// "STRING", as messages about mismatches spell it.
std::string_view to_upper_text(IoType type);

// The type of that spelling; nullopt if there is none.
std::optional<IoType> parse_io_type(std::string_view text);

// The type of a JSON value; nullopt for null, which matches no type.
std::optional<IoType> type_of(const base::Json& value);

// "STRING" and so on, "NULL" for null: the actual type in a message about a mismatch.
std::string_view upper_type_name(const base::Json& value);

}  // namespace flows::model
