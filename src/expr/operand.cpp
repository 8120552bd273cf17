#include "expr/operand.h"

#include "base/check.h"

namespace flows::expr {

std::string_view name_of(OperandType type) {
  switch (type) {
    case OperandType::kString: return "String";
    case OperandType::kNumber: return "Number";
    case OperandType::kBoolean: return "Boolean";
    case OperandType::kObject: return "Object";
    case OperandType::kArray: return "Array";
  }
  UNREACHABLE("every operand type has a name");
}

}  // namespace flows::expr
