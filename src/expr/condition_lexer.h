#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "expr/operators.h"

namespace flows::expr {

struct Token {
  enum class Kind { kName, kLiteral, kOperator, kOpen, kClose, kEnd };

  Kind kind = Kind::kEnd;
  std::size_t offset = 0;         // in the expression
  std::string_view text = {};     // as written; it points into the expression
  base::Json literal = {};        // kLiteral only
  const Operator* row = nullptr;  // kOperator only
};

// Splits a condition into tokens; the last one is kEnd. Errors: kValidation; the message describes
// the fault and its character position. For a common spelling from another language, such as "&&",
// it names the operator to write instead.
base::Result<std::vector<Token>> split_condition(std::string_view text);

}  // namespace flows::expr
