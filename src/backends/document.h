#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "backends/guardrail_rules.h"
#include "backends/model_rules.h"
#include "backends/service_rules.h"
#include "base/result.h"

namespace flows::backends {

// A backends document, checked and compiled. Immutable, but for the counts inside its rules.
struct Document {
  std::string text = "{}";  // compact JSON
  ModelRules models = {};
  RuleList<FunctionKind> functions = {};
  RuleList<KnowledgeKind> knowledge = {};
  RuleList<AgentKind> agents = {};
  RuleList<LexKind> lex = {};
  GuardrailRules guardrails = {};
};

// Errors: kValidation "<pointer>: <fault>" for the first fault found; without a pointer where the
// fault is the whole document's.
base::Result<std::shared_ptr<const Document>> compile_document(std::string_view json_text);

}  // namespace flows::backends
