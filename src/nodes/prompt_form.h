#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nodes/clients.h"
#include "nodes/prompt_template.h"

namespace flows::nodes {

// What is said to a model, with places for inputs: an inline prompt or a variant of a kept one,
// TEXT or CHAT. Immutable.
class PromptForm {
 public:
  // `source` is a PromptFlowNodeInlineConfiguration or a PromptVariant. Errors: kValidation, which
  // names `node`, where it has no template or no model, or where they are of an odd shape: a
  // variant comes from the database.
  static base::Result<PromptForm> read(const base::Json& source, std::string_view node);

  // Fills in what is said and by what settings. Errors: kValidation where all texts together are
  // longer than limits::kDocumentBytesMax.
  base::Result<void> render(const NodeInputs& inputs, ModelCall& call) const;

 private:
  struct Message {
    std::string role;
    std::vector<PromptTemplate> texts;
  };

  // Errors: kValidation, where what is read is not of the shape that it should be.
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
