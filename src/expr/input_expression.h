#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "expr/path_ast.h"

namespace flows::expr {

// A parsed "$.data…" expression of a node's input. Immutable and copyable: parse once, evaluate
// often, on any thread.
class InputExpression {
 public:
  // Parses an expression. The length of `text` is not checked. Errors: kValidation; the message
  // describes the fault and its character position, in words that fit the cause of a finding.
  static base::Result<InputExpression> parse(std::string_view text);

  // Evaluates the expression on `whole`, the complete value that arrived over a connection.
  //
  // A definite path returns the value it leads to, or nullopt if there is none. An indefinite path
  // always returns an array of everything it finds, possibly empty, in document order. Returns
  // nullopt as well if the expression is not just "$.data" and `whole` is neither an object nor an
  // array, or if lists that repeat positions make the result larger than limits::kDocumentBytesMax.
  [[nodiscard]] std::optional<base::Json> evaluate(const base::Json& whole) const;

  [[nodiscard]] bool is_whole() const;      // just "$.data"
  [[nodiscard]] bool is_definite() const;   // no wildcard, list or slice
  [[nodiscard]] bool ends_in_many() const;  // the last step is a wildcard, list or slice
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  InputExpression(std::string_view text, std::vector<PathStep> steps);

  std::string text_;
  std::vector<PathStep> steps_;
};

}  // namespace flows::expr
