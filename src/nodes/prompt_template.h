#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nodes/node_type.h"

namespace flows::nodes {

// A text with places such as {{name}}; white space inside the braces is ignored. Braces around
// anything that cannot be a variable's name are plain text. Immutable.
class PromptTemplate {
 public:
  explicit PromptTemplate(std::string_view text);

  // Returns each variable once, in the order of first appearance.
  [[nodiscard]] const std::vector<std::string>& variables() const { return variables_; }

  // Returns the text with the inputs in their places: a String is inserted unchanged, everything
  // else as compact JSON. A place without an input remains as written.
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
