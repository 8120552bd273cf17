#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nodes/clients.h"
#include "nodes/prompt_template.h"

namespace flows::nodes {

// A prompt with places for inputs, TEXT or CHAT: an inline prompt or a variant of a stored one.
// Immutable.
class PromptForm {
 public:
  // Reads `source`, a PromptFlowNodeInlineConfiguration or a PromptVariant. Errors: kValidation,
  // which names `node`, if the source has no template or no model, or if these have the wrong
  // shape. That is possible because a variant comes from the database.
  static base::Result<PromptForm> read(const base::Json& source, std::string_view node);

  // Fills in the messages and the settings of `call`. Errors: kValidation if all texts together are
  // longer than limits::kDocumentBytesMax.
  base::Result<void> render(const NodeInputs& inputs, ModelCall& call) const;

 private:
  struct Message {
    std::string role;
    std::vector<PromptTemplate> texts;
  };

  // Both read a part of a prompt. Errors: kValidation if that part does not have the expected
  // shape.
  base::Result<std::vector<PromptTemplate>> read_blocks(const base::Json* blocks) const;
  base::Result<void> read_chat(const base::Json& chat);

  std::string node_;
  std::string model_id_;
  std::vector<PromptTemplate> system_;
  std::vector<Message> messages_;
  base::Json tool_config_;
  base::Json inference_;
  base::Json additional_fields_;
};

}  // namespace flows::nodes
