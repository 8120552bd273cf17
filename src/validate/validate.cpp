#include "validate/validate.h"

#include "validate/rules.h"

namespace flows::validate {
namespace {

std::vector<model::Finding> apply_rules(const model::FlowDefinition& definition,
                                        const PromptLookup& prompts) {
  const Subject subject(definition, prompts);
  std::vector<model::Finding> findings;
  for (const Rule& rule : rules()) {
    Report report(rule.type, findings);
    rule.check(subject, report);
  }
  return findings;
}

}  // namespace

std::vector<model::Finding> validate_definition(const base::Json& definition,
                                                const PromptLookup& prompts) {
  return apply_rules(model::read_definition(definition), prompts);
}

std::vector<model::Finding> validate_missing_definition() {
  return apply_rules(model::FlowDefinition{}, {});
}

}  // namespace flows::validate
