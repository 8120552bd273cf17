#pragma once

#include <string>
#include <string_view>

namespace flows::expr {

// The types an input of a condition node can be declared with, as far as a condition can tell them
// apart.
enum class OperandType { kString, kNumber, kBoolean, kObject, kArray };

// One declared input that a condition may mention by name.
struct Operand {
  std::string name;
  OperandType type = OperandType::kString;
};

// "String", "Number", …: the spelling of definitions.
[[nodiscard]] std::string_view name_of(OperandType type);

}  // namespace flows::expr
