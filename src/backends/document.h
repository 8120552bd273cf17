#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "backends/guardrail_rules.h"
#include "backends/model_rules.h"
#include "backends/service_rules.h"
#include "base/result.h"

namespace flows::backends {

// A backends document, checked and compiled. Immutable except for the turns that its rules count.
struct Document {
  std::string text = "{}";  // compact JSON
  ModelRules models = {};
  RuleList<FunctionKind> functions = {};
  RuleList<KnowledgeKind> knowledge = {};
  RuleList<AgentKind> agents = {};
  RuleList<LexKind> lex = {};
  GuardrailRules guardrails = {};
};

// Compiles a document. Errors: kValidation "<pointer>: <fault>" for the first fault, or without a
// pointer if the fault concerns the whole document.
base::Result<std::shared_ptr<const Document>> compile_document(std::string_view json_text);

}  // namespace flows::backends
