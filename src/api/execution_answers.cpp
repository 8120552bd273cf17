#include "api/execution_answers.h"

#include "api/input.h"
#include "base/json_text.h"
#include "store/store_errors.h"
#include "wire/timestamp.h"

namespace flows::api {
namespace {

std::optional<std::string> ended_at(const model::FlowExecution& execution) {
  if (!execution.ended_at) return std::nullopt;
  return wire::format_timestamp(*execution.ended_at);
}

}  // namespace

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

std::string execution_answer(const base::Caller& caller, const model::FlowExecution& execution) {
  return base::ObjectText()
      .string_if("endedAt", ended_at(execution))
      .raw_if("errors", execution.errors_json)
      .string("executionArn", model::flow_execution_arn(caller, execution.name))
      .string("flowAliasIdentifier", execution.name.alias_id)
      .string("flowIdentifier", execution.name.flow_id)
      .string("flowVersion", execution.version)
      .string("startedAt", wire::format_timestamp(execution.started_at))
      .string("status", execution.status)
      .finish();
}

std::string execution_summary(const base::Caller& caller, const model::FlowExecution& execution) {
  return base::ObjectText()
      .string("createdAt", wire::format_timestamp(execution.started_at))
      .string_if("endedAt", ended_at(execution))
      .string("executionArn", model::flow_execution_arn(caller, execution.name))
      .string("flowAliasIdentifier", execution.name.alias_id)
      .string("flowIdentifier", execution.name.flow_id)
      .string("flowVersion", execution.version)
      .string("status", execution.status)
      .finish();
}

}  // namespace flows::api
