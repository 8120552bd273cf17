#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nodes/node_type.h"

namespace flows::nodes {

// A text with places such as {{name}}; white space inside the braces does not matter. Braces around
// anything that cannot be a variable's name are plain text. Immutable.
class PromptTemplate {
 public:
  explicit PromptTemplate(std::string_view text);

  // Each variable once, in the order of first appearance.
  [[nodiscard]] const std::vector<std::string>& variables() const { return variables_; }

  // Puts the inputs in: a String as it is, everything else as compact JSON. A place without an
  // input stays as written.
  [[nodiscard]] std::string render(const NodeInputs& inputs) const;

 private:
  struct Part {
    std::string text;      // as written, braces included
    std::string variable;  // empty for plain text
  };

  void add_text(std::string_view text);
  void add_variable(std::string_view written, std::string_view name);

  std::vector<Part> parts_;
  std::vector<std::string> variables_;
};

}  // namespace flows::nodes
