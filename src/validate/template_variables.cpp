#include "validate/template_variables.h"

#include <algorithm>

#include "nodes/prompt_template.h"

namespace flows::validate {
namespace {

using base::Json;

void add_variables(const std::string& text, std::vector<std::string>& variables) {
  const nodes::PromptTemplate prompt(text);
  for (const std::string& variable : prompt.variables()) {
    if (std::ranges::find(variables, variable) == variables.end()) variables.push_back(variable);
  }
}

// Variables occur in a single text or in the texts of messages and system prompts, but not in
// tools.
void collect(const Json& value, std::vector<std::string>& variables) {
  if (value.is_array()) {
    for (const Json& item : value) collect(item, variables);
    return;
  }
  if (!value.is_object()) return;
  for (const auto& [name, member] : value.items()) {
    if (name == "text" && member.is_string()) {
      add_variables(member.get_ref<const std::string&>(), variables);
    } else if (name == "text" || name == "chat" || name == "messages" || name == "system" ||
               name == "content") {
      collect(member, variables);
    }
  }
}

std::optional<std::vector<std::string>> variables_of(const Json& configured) {
  const Json* body = base::find_member(configured, "templateConfiguration");
  if (body == nullptr) return std::nullopt;
  std::vector<std::string> variables;
  collect(*body, variables);
  return variables;
}

}  // namespace

std::optional<std::vector<std::string>> find_variables(const model::FlowNode& node,
                                                       const PromptLookup& prompts) {
  const Json* source = node.type == "Prompt"
                           ? base::find_member(node.configuration, "sourceConfiguration")
                           : nullptr;
  if (source == nullptr) return std::nullopt;
  if (const Json* own = base::find_member(*source, "inline")) return variables_of(*own);
  const Json* resource = base::find_member(*source, "resource");
  if (resource == nullptr || !prompts) return std::nullopt;
  // A prompt has at most one variant, which is then the default one.
  const Json variants = prompts(resource->at("promptArn").get_ref<const std::string&>());
  if (!variants.is_array() || variants.empty()) return std::nullopt;
  return variables_of(variants.front());
}

}  // namespace flows::validate
