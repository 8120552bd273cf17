#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "nodes/clients.h"
#include "rules/json_place.h"

namespace flows::backends {

// The text of a model's reply, with placeholders for values of the call: {{prompt}}, {{modelId}},
// {{node}}, with optional white space inside the braces. Braces around anything but a name are
// ordinary text. Immutable.
class ReplyTemplate {
 public:
  // Compiles a text. Errors: kValidation with the pointer if it is not a string, or if a
  // placeholder has another name.
  static base::Result<ReplyTemplate> compile(const rules::JsonPlace& place);
  // Returns a template without placeholders; braces in `text` are ordinary text.
  static ReplyTemplate literal(std::string text);
  // Returns a template that renders the prompt.
  static ReplyTemplate echo();

  // Returns the text for `call`. Errors: kDependencyFailed if it is longer than
  // limits::kDocumentBytesMax.
  [[nodiscard]] base::Result<std::string> render(const nodes::ModelCall& call) const;

 private:
  struct Piece {
    std::string text = {};
    std::string nodes::ModelCall::*field = nullptr;  // if null, the piece is `text`
  };

  [[nodiscard]] static const std::string& piece_text(const Piece& piece,
                                                     const nodes::ModelCall& call) {
    return piece.field == nullptr ? piece.text : call.*piece.field;
  }

  std::vector<Piece> pieces_;
};

}  // namespace flows::backends
