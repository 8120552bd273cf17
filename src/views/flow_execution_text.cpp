#include "views/flow_execution_text.h"

#include "base/json_text.h"
#include "wire/timestamp.h"

namespace flows::views {
namespace {

std::optional<std::string> ended_at(const model::FlowExecution& execution) {
  if (!execution.ended_at) return std::nullopt;
  return wire::format_timestamp(*execution.ended_at);
}

}  // namespace

std::string flow_execution_text(const base::Caller& caller, const model::FlowExecution& execution) {
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

}  // namespace flows::views
