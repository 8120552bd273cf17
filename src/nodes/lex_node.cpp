#include "nodes/service_nodes.h"

namespace flows::nodes {
namespace {

using base::Json;

struct LexProgram {
  std::string node;
  std::string bot_alias_arn;
  std::string locale_id;

  base::Result<NodeOutcome> operator()(const NodeInputs& inputs, const NodeContext& context) const {
    const Json* text = inputs.find("inputText");
    CHECK(text != nullptr, "a validated Lex node has its text");
    LexCall call{context.call(node)};
    call.bot_alias_arn = bot_alias_arn;
    call.locale_id = locale_id;
    call.text = text->get<std::string>();
    if (const Json* given = inputs.find("requestAttributes")) call.request_attributes = *given;
    if (const Json* given = inputs.find("sessionAttributes")) call.session_attributes = *given;
    ASSIGN_OR_RETURN(std::string intent, context.clients.lex.recognize(call));
    return NodeOutcome(Produced{.outputs = {{"predictedIntent", std::move(intent)}}});
  }
};

}  // namespace

base::Result<NodeProgram> compile_lex(const model::FlowNode& node) {
  return NodeProgram(
      LexProgram{.node = node.name,
                 .bot_alias_arn = node.configuration.at("botAliasArn").get<std::string>(),
                 .locale_id = node.configuration.at("localeId").get<std::string>()});
}

}  // namespace flows::nodes
