#pragma once

#include <string>
#include <string_view>

namespace flows::expr {

// The declared types of a condition node's inputs, as far as a condition distinguishes them.
enum class OperandType { kString, kNumber, kBoolean, kObject, kArray };

// One declared input that a condition may mention by name.
struct Operand {
  std::string name;
  OperandType type = OperandType::kString;
};

// Returns the spelling of the type in definitions: "String", "Number", and so on.
[[nodiscard]] std::string_view name_of(OperandType type);

}  // namespace flows::expr
