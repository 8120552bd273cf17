#include "api/execution_name.h"

#include "api/input.h"
#include "store/store_errors.h"

namespace flows::api {

base::Result<model::ExecutionName> execution_name(const base::Json& input) {
  constexpr std::string_view kFlow = ":flow/";
  constexpr std::string_view kExecution = "/execution/";
  model::ExecutionName name;
  name.flow_id = flow_id(input);
  ASSIGN_OR_RETURN(name.alias_id,
                   alias_id(name.flow_id, text_member(input, "flowAliasIdentifier")));
  const std::string identifier = text_member(input, "executionIdentifier");
  const auto execution = identifier.find(kExecution);
  if (execution == identifier.npos) {
    name.name = identifier;
    return name;
  }
  const auto flow = identifier.find(kFlow) + kFlow.size();
  if (identifier.substr(flow, execution - flow) != name.flow_id + "/alias/" + name.alias_id) {
    return store::resource_not_found();
  }
  name.name = identifier.substr(execution + kExecution.size());
  return name;
}

}  // namespace flows::api
