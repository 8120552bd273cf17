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

// Renders texts until they are too long altogether.
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

// Returns this member of `object` if it is a text, otherwise nullptr.
const std::string* find_text(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_string()) return nullptr;
  return &member->get_ref<const std::string&>();
}

Error lacks(std::string_view node, std::string_view what) {
  return {ErrorCode::kValidation, fmt::format("The prompt of Node {} has no {}.", node, what)};
}

}  // namespace

base::Result<std::vector<PromptTemplate>> PromptForm::read_blocks(const Json* blocks) const {
  std::vector<PromptTemplate> texts;
  if (blocks == nullptr) return texts;
  if (!blocks->is_array()) return lacks(node_, "list where its blocks should be");
  for (const Json& block : *blocks) {
    // Blocks without text are cache points, which are only hints.
    if (find_member(block, "text") == nullptr) continue;
    const std::string* text = find_text(block, "text");
    if (text == nullptr) return lacks(node_, "text where that of a block should be");
    texts.emplace_back(*text);
  }
  return texts;
}

base::Result<void> PromptForm::read_chat(const Json& chat) {
  ASSIGN_OR_RETURN(system_, read_blocks(find_member(chat, "system")));
  const Json* messages = find_member(chat, "messages");
  if (messages == nullptr || !messages->is_array()) return lacks(node_, "list of messages");
  for (const Json& message : *messages) {
    const std::string* role = find_text(message, "role");
    if (role == nullptr) return lacks(node_, "role for one of its messages");
    ASSIGN_OR_RETURN(auto texts, read_blocks(find_member(message, "content")));
    messages_.push_back({*role, std::move(texts)});
  }
  if (const Json* tools = find_member(chat, "toolConfiguration")) tool_config_ = *tools;
  return {};
}

base::Result<PromptForm> PromptForm::read(const Json& source, std::string_view node) {
  const Json* body = find_member(source, "templateConfiguration");
  const Json* text = body == nullptr ? nullptr : find_member(*body, "text");
  const Json* chat = body == nullptr ? nullptr : find_member(*body, "chat");
  const std::string* model = find_text(source, "modelId");
  if (model == nullptr) return lacks(node, "model");
  if (text == nullptr && chat == nullptr) return lacks(node, "template");
  PromptForm form;
  form.node_ = node;
  form.model_id_ = *model;
  if (text != nullptr) {
    const std::string* words = find_text(*text, "text");
    if (words == nullptr) return lacks(node, "text in its template");
    form.messages_.push_back({"user", {PromptTemplate(*words)}});
  } else {
    RETURN_IF_ERROR(form.read_chat(*chat));
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
