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
  // The length of `text` is not looked at. Errors: kValidation; the message says what is wrong and
  // at which character, in words fit for the cause of a finding.
  static base::Result<InputExpression> parse(std::string_view text);

  // What the expression picks from `whole`, the complete value that arrived over a connection.
  //
  // A definite path gives the value it leads to, or nullopt if there is none. An indefinite one
  // always gives an array of all that it finds, maybe empty, in the order of the document. nullopt
  // also if anything but the whole is asked of a value that is neither object nor array, or if
  // lists that repeat positions make the result larger than limits::kDocumentBytesMax.
  [[nodiscard]] std::optional<base::Json> evaluate(const base::Json& whole) const;

  [[nodiscard]] bool is_whole() const;      // just "$.data"
  [[nodiscard]] bool is_definite() const;   // no wildcard, list or slice
  [[nodiscard]] bool ends_in_many() const;  // the last step is one of these
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  InputExpression(std::string_view text, std::vector<PathStep> steps);

  std::string text_;
  std::vector<PathStep> steps_;
};

}  // namespace flows::expr
