#include "runs/stored_definition.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "validate/definition_checks.h"
#include "validate/validate.h"
#include "wire/shape_check.h"

namespace flows::runs {
namespace {

using base::Error;
using base::Json;
using base::Result;

Result<Json> check(std::string_view json_text) {
  ASSIGN_OR_RETURN(Json definition, base::parse_json(json_text, "It"));
  if (!definition.is_object()) {
    return Error{base::ErrorCode::kValidation, "It must be a JSON object."};
  }
  const wire::Shape* const shape = wire::find_shape(wire::Service::kControl, "FlowDefinition");
  CHECK(shape != nullptr, "the model declares definitions");
  ASSIGN_OR_RETURN(definition, wire::validate_and_normalize(wire::Service::kControl, *shape,
                                                            std::move(definition)));
  RETURN_IF_ERROR(validate::check_definition(definition));
  const auto findings = validate::validate_definition(definition);
  const auto error = std::find_if(findings.begin(), findings.end(), [](const auto& finding) {
    return finding.severity == model::Severity::kError;
  });
  if (error != findings.end()) return Error{base::ErrorCode::kValidation, error->message};
  return definition;
}

}  // namespace

Result<model::FlowDefinition> read_stored_definition(std::string_view json_text) {
  const auto definition = check(json_text);
  if (definition) return model::read_definition(*definition);
  base::log(base::LogLevel::kError, "a stored definition cannot be used",
            {{"why", definition.error().message}});
  return Error{base::ErrorCode::kInternalServer,
               fmt::format("The stored definition of the flow cannot be used: {}",
                           definition.error().message)};
}

}  // namespace flows::runs
