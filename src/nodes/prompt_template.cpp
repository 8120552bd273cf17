#include "nodes/prompt_template.h"

#include <algorithm>

#include "base/text/ascii.h"

namespace flows::nodes {
namespace {

bool is_name_character(char c) { return base::is_alphanumeric(c) || c == '_' || c == '-'; }

}  // namespace

PromptTemplate::PromptTemplate(std::string_view text) {
  std::size_t at = 0;
  while (true) {
    const std::size_t close = text.find("}}", at);
    if (close == text.npos) break;
    // The innermost pair of braces counts: "{{{name}}}" is a place inside a pair of single braces.
    const std::size_t open = close < 2 ? text.npos : text.rfind("{{", close - 2);
    if (open != text.npos && open >= at) {
      const std::string_view name = base::trimmed(text.substr(open + 2, close - open - 2));
      if (!name.empty() && std::all_of(name.begin(), name.end(), is_name_character)) {
        add_text(text.substr(at, open - at));
        add_variable(text.substr(open, close + 2 - open), name);
        at = close + 2;
        continue;
      }
    }
    add_text(text.substr(at, close + 2 - at));
    at = close + 2;
  }
  add_text(text.substr(at));
}

void PromptTemplate::add_text(std::string_view text) {
  if (!text.empty()) parts_.push_back({.text = std::string(text), .variable = {}});
}

void PromptTemplate::add_variable(std::string_view written, std::string_view name) {
  parts_.push_back({.text = std::string(written), .variable = std::string(name)});
  if (std::find(variables_.begin(), variables_.end(), name) == variables_.end()) {
    variables_.emplace_back(name);
  }
}

std::string PromptTemplate::render(const NodeInputs& inputs) const {
  std::string rendered;
  for (const Part& part : parts_) {
    const base::Json* value = part.variable.empty() ? nullptr : inputs.find(part.variable);
    if (value == nullptr) {
      rendered += part.text;
    } else if (value->is_string()) {
      rendered += value->get_ref<const std::string&>();
    } else {
      rendered += base::to_text(*value);
    }
  }
  return rendered;
}

}  // namespace flows::nodes
