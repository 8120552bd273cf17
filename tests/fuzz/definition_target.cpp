#include "base/check.h"
#include "base/limits.h"
#include "engine/compiled_flow.h"
#include "fuzz/fuzz_targets.h"
#include "validate/definition_checks.h"
#include "validate/validate.h"
#include "wire/shape_check.h"

namespace flows::fuzz {

void check_definition(std::string_view bytes) {
  const auto parsed = base::parse_json(bytes);
  if (!parsed) return;
  const auto input = wire::validate_and_normalize(
      wire::Service::kControl, *wire::find_operation("ValidateFlowDefinition")->input,
      {{"definition", *parsed}});
  if (!input) return;
  const base::Json& definition = input->at("definition");
  if (!validate::check_definition(definition)) return;
  const auto findings = validate::validate_definition(definition);
  CHECK(findings.size() <= base::limits::kFindingsMax, "an answer has room for so many");
  for (const model::Finding& finding : findings) {
    CHECK(definition.contains(base::Json::json_pointer(finding.pointer)), "a finding has a place");
    CHECK(!finding.message.empty(), "a finding says what is wrong");
  }
  CHECK(findings == validate::validate_definition(definition), "findings have one order");
  if (model::has_error(findings)) return;
  // Whether this version runs what the flow asks for is another question.
  static_cast<void>(engine::CompiledFlow::compile(model::read_definition(definition)).has_value());
}

}  // namespace flows::fuzz
