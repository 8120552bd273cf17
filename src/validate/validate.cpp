#include "validate/validate.h"

#include "validate/rules.h"

namespace flows::validate {

std::vector<model::Finding> validate_definition(const std::optional<base::Json>& definition,
                                                const PromptLookup& prompts) {
  const model::FlowDefinition read =
      definition ? model::read_definition(*definition) : model::FlowDefinition{};
  const Subject subject(read, prompts);
  std::vector<model::Finding> findings;
  for (const Rule& rule : rules()) {
    Report report(rule.type, findings);
    rule.check(subject, report);
  }
  return findings;
}

}  // namespace flows::validate
