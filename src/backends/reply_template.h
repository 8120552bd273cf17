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
// text. Immutable.
class ReplyTemplate {
 public:
  // Errors: kValidation with the pointer, for what is no string, or names anything else.
  static base::Result<ReplyTemplate> compile(const rules::JsonPlace& place);
  // `text` as it is, braces and all.
  static ReplyTemplate literal(std::string text);
  // The prompt.
  static ReplyTemplate echo();

  // Errors: kDependencyFailed where the text would be longer than limits::kDocumentBytesMax.
  [[nodiscard]] base::Result<std::string> render(const nodes::ModelCall& call) const;

 private:
  struct Piece {
    std::string text = {};
    std::string nodes::ModelCall::*field = nullptr;  // null: the text
  };

  [[nodiscard]] static const std::string& piece_text(const Piece& piece,
                                                     const nodes::ModelCall& call) {
    return piece.field == nullptr ? piece.text : call.*piece.field;
  }

  std::vector<Piece> pieces_;
};

}  // namespace flows::backends
