#include "nodes/prompt_form.h"

#include <fmt/format.h>

#include <utility>

#include "base/limits.h"
#include "nodes/inference.h"

namespace flows::nodes {

using base::Error;
using base::ErrorCode;
using base::find_member;
using base::Json;

namespace {

// Renders texts until there is too much of them.
class Renderer {
 public:
  explicit Renderer(const NodeInputs& inputs) : inputs_(inputs) {}

  Json blocks(const std::vector<PromptTemplate>& templates) {
    Json blocks = Json::array();
    for (const PromptTemplate& text : templates) {
      if (is_too_long()) break;
      blocks.push_back({{"text", text.render(inputs_)}});
      bytes_ += blocks.back()["text"].get_ref<const std::string&>().size();
    }
    return blocks;
  }

  [[nodiscard]] bool is_too_long() const { return bytes_ > base::limits::kDocumentBytesMax; }

 private:
  const NodeInputs& inputs_;
  std::size_t bytes_ = 0;
};

}  // namespace

// Cache points are hints, not words.
std::vector<PromptTemplate> PromptForm::read_blocks(const Json* blocks) {
  std::vector<PromptTemplate> texts;
  if (blocks == nullptr) return texts;
  for (const Json& block : *blocks) {
    if (const Json* text = find_member(block, "text")) {
      texts.emplace_back(text->get_ref<const std::string&>());
    }
  }
  return texts;
}

void PromptForm::read_chat(const Json& chat) {
  system_ = read_blocks(find_member(chat, "system"));
  for (const Json& message : chat.at("messages")) {
    messages_.push_back(
        {message.at("role").get<std::string>(), read_blocks(find_member(message, "content"))});
  }
  if (const Json* tools = find_member(chat, "toolConfiguration")) tool_config_ = *tools;
}

base::Result<PromptForm> PromptForm::read(const Json& source, std::string_view node) {
  const Json* body = find_member(source, "templateConfiguration");
  const Json* text = body == nullptr ? nullptr : find_member(*body, "text");
  const Json* chat = body == nullptr ? nullptr : find_member(*body, "chat");
  const Json* model = find_member(source, "modelId");
  if (model == nullptr || (text == nullptr && chat == nullptr)) {
    return Error{ErrorCode::kValidation, fmt::format("The prompt of Node {} has no {}.", node,
                                                     model == nullptr ? "model" : "template")};
  }
  PromptForm form;
  form.node_ = node;
  form.model_id_ = model->get<std::string>();
  if (text != nullptr) {
    form.messages_.push_back(
        {"user", {PromptTemplate(text->at("text").get_ref<const std::string&>())}});
  } else {
    form.read_chat(*chat);
  }
  form.inference_ = inference_config(source);
  const Json* additional = find_member(source, "additionalModelRequestFields");
  if (additional != nullptr) form.additional_fields_ = *additional;
  return form;
}

base::Result<void> PromptForm::render(const NodeInputs& inputs, ModelCall& call) const {
  Renderer renderer(inputs);
  call.system = renderer.blocks(system_);
  for (const Message& message : messages_) {
    call.messages.push_back({{"role", message.role}, {"content", renderer.blocks(message.texts)}});
    if (message.role != "user") continue;
    call.prompt.clear();
    for (const Json& block : call.messages.back()["content"]) {
      call.prompt += block["text"].get_ref<const std::string&>();
    }
  }
  if (renderer.is_too_long()) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The rendered prompt of Node {} takes more than {} bytes.", node_,
                             base::limits::kDocumentBytesMax)};
  }
  call.model_id = model_id_;
  call.tool_config = tool_config_;
  call.inference_config = inference_;
  call.additional_fields = additional_fields_;
  return {};
}

}  // namespace flows::nodes
