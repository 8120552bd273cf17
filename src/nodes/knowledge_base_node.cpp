#include <fmt/format.h>

#include <optional>
#include <string_view>

#include "nodes/inference.h"
#include "nodes/prompt_template.h"
#include "nodes/service_nodes.h"

namespace flows::nodes {
namespace {

using base::find_member;
using base::Json;

// Our own text, because AWS's is not published.
constexpr std::string_view kPromptDefault =
    "Answer the question with nothing but the search results.\n\n"
    "Search results:\n$search_results$\n\nQuestion: $query$";

// Fills the places of AWS's templates for generation. Inserted values are not searched for places.
std::string fill_places(std::string_view text, std::string_view query, std::string_view results) {
  constexpr std::string_view kQuery = "$query$";
  constexpr std::string_view kResults = "$search_results$";
  std::string filled;
  while (!text.empty()) {
    if (text.starts_with(kQuery)) {
      filled += query;
      text.remove_prefix(kQuery.size());
    } else if (text.starts_with(kResults)) {
      filled += results;
      text.remove_prefix(kResults.size());
    } else {
      filled += text.front();
      text.remove_prefix(1);
    }
  }
  return filled;
}

struct KnowledgeBaseProgram {
  std::string node;
  std::string knowledge_base_id;
  std::optional<std::int64_t> results_max;
  std::optional<std::string> model_id;
  std::string prompt;
  Json inference;

  base::Result<NodeOutcome> operator()(const NodeInputs& inputs, const NodeContext& context) const {
    const Json* query = inputs.find("retrievalQuery");
    CHECK(query != nullptr, "a validated KnowledgeBase node has its query");
    RetrieveCall call{context.call(node)};
    call.knowledge_base_id = knowledge_base_id;
    call.query = query->get<std::string>();
    call.results_max = results_max;
    ASSIGN_OR_RETURN(Json results, context.clients.knowledge.retrieve(call));
    if (!model_id) return NodeOutcome(Produced{.outputs = {{"retrievalResults", results}}});
    ASSIGN_OR_RETURN(std::string text, generate(call.query, results, context));
    return NodeOutcome(Produced{.outputs = {{"outputText", std::move(text)}}});
  }

  [[nodiscard]] base::Result<std::string> generate(const std::string& query, const Json& results,
                                                   const NodeContext& context) const {
    ASSIGN_OR_RETURN(const std::string passages, join_passages(results));
    ModelCall call{context.call(node)};
    call.model_id = *model_id;
    call.prompt = fill_places(prompt, query, passages);
    call.messages =
        Json::array({{{"role", "user"}, {"content", Json::array({{{"text", call.prompt}}})}}});
    call.inference_config = inference;
    call.latency = context.latency;
    ASSIGN_OR_RETURN(const ModelResponse response, context.clients.models.converse(call));
    return response.text;
  }

  // Returns the texts of all results, joined. They are checked, because a knowledge base may return
  // anything.
  [[nodiscard]] base::Result<std::string> join_passages(const Json& results) const {
    const auto odd = [&](std::string_view what) {
      return base::Error{
          base::ErrorCode::kDependencyFailed,
          fmt::format("The knowledge base that Node {} searches returned {}.", node, what),
          {},
          "Amazon Bedrock"};
    };
    if (!results.is_array()) return odd("something else than a list of results");
    std::string passages;
    for (const Json& result : results) {
      const Json* content = find_member(result, "content");
      const Json* text = content == nullptr ? nullptr : find_member(*content, "text");
      if (text == nullptr || !text->is_string()) return odd("a result without a text");
      if (!passages.empty()) passages += "\n\n";
      passages += text->get_ref<const std::string&>();
    }
    return passages;
  }
};

}  // namespace

base::Result<NodeProgram> compile_knowledge_base(const model::FlowNode& node) {
  const Json& own = node.configuration;
  const Json* model = find_member(own, "modelId");
  const Json* most = find_member(own, "numberOfResults");
  const Json* prompt = find_member(own, "promptTemplate");
  const std::string_view given = model == nullptr ? "retrievalResults" : "outputText";
  for (const model::FlowNodeOutput& output : node.outputs) {
    if (output.name == given) continue;
    return base::Error{
        base::ErrorCode::kValidation,
        fmt::format("Node {} declares the output {}, but a KnowledgeBase node {} a "
                    "model gives {}.",
                    node.name, output.name, model == nullptr ? "without" : "with", given)};
  }
  const Json* text = prompt == nullptr ? nullptr : find_member(*prompt, "textPromptTemplate");
  KnowledgeBaseProgram program{
      .node = node.name,
      .knowledge_base_id = own.at("knowledgeBaseId").get<std::string>(),
      .results_max = std::nullopt,
      .model_id = std::nullopt,
      .prompt = text == nullptr ? std::string(kPromptDefault) : text->get<std::string>(),
      .inference = inference_config(own)};
  if (most != nullptr) program.results_max = most->get<std::int64_t>();
  if (model != nullptr) program.model_id = model->get<std::string>();
  return NodeProgram(std::move(program));
}

}  // namespace flows::nodes
