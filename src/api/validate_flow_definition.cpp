#include "api/handlers.h"
#include "base/json_text.h"
#include "validate/definition_checks.h"
#include "validate/validate.h"

namespace flows::api {

base::Result<std::string> validate_flow_definition(const ApiRequest& request,
                                                   Services& /*services*/) {
  const auto& definition = request.input.at("definition");
  RETURN_IF_ERROR(validate::check_definition(definition));
  const auto findings = validate::validate_definition(definition);
  return base::ObjectText().raw("validations", model::to_json_text(findings)).finish();
}

}  // namespace flows::api
