#include <fmt/format.h>

#include "api/flow_input.h"
#include "api/flow_targets.h"
#include "api/handlers.h"
#include "api/input.h"
#include "base/json_text.h"
#include "model/event_json.h"
#include "runs/execution_runner.h"
#include "store/execution_store.h"

namespace flows::api {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

Result<FlowTargetPointer> find_target(const ApiRequest& request, Services& services) {
  const std::string flow = flow_id(request.input);
  ASSIGN_OR_RETURN(const auto alias,
                   alias_id(flow, text_member(request.input, "flowAliasIdentifier")));
  return services.targets.find(request.caller, flow, alias, request.operation.name);
}

// Some node types run in InvokeFlow only.
Result<void> check_nodes(const engine::CompiledFlow& flow) {
  for (std::size_t node = 0; node < flow.graph().size(); ++node) {
    if (!flow.traits(node).sync_only) continue;
    const model::FlowNode& declared = flow.graph().node(node);
    return Error{ErrorCode::kValidation,
                 fmt::format("Node {} has the type {}, which asynchronous executions do not "
                             "support.",
                             declared.name, declared.type)};
  }
  return {};
}

// What of AWS is said once the run has begun is said before it here: nobody reads the stream.
Result<Json> read_typed_document(const engine::CompiledFlow& flow, const Json& input) {
  ASSIGN_OR_RETURN(Json document, read_document(flow, read_given(input)));
  const model::FlowNode& start = flow.graph().node(flow.start());
  const model::FlowNodeOutput& port = start.outputs.front();
  if (model::type_of(document) == port.type) return document;
  return Error{ErrorCode::kValidation,
               fmt::format("Expected type for Node Output {} of Node {} to be {}. Actual type is "
                           "{}.",
                           port.name, start.name, model::to_upper_text(port.type),
                           model::upper_type_name(document))};
}

// The first event of the execution.
std::string input_event(const engine::CompiledFlow& flow, Json document, base::TimePoint now) {
  const model::FlowNode& start = flow.graph().node(flow.start());
  const model::FlowNodeOutput& port = start.outputs.front();
  return model::to_json_text(model::FlowEvent{
      .kind = model::FlowEventKind::kFlowInput,
      .time = now,
      .node = start.name,
      .fields = {{.name = port.name, .content = std::move(document), .type = port.type}}});
}

std::string read_name(const Json& input, Services& services) {
  const auto chosen = optional_text_member(input, "flowExecutionName");
  return chosen ? *chosen : services.ids.next(base::IdKind::kExecution);
}

}  // namespace

base::Result<std::string> start_flow_execution(const ApiRequest& request, Services& services) {
  ASSIGN_OR_RETURN(const FlowTargetPointer kept, find_target(request, services));
  const auto& [target, flow] = *kept;
  ASSIGN_OR_RETURN(Json document, read_typed_document(*flow, request.input));
  RETURN_IF_ERROR(check_nodes(*flow));
  const base::TimePoint now = services.clock.now();
  const store::NewExecution execution{
      .name = {.flow_id = target.flow_id,
               .alias_id = target.alias_id,
               .name = read_name(request.input, services)},
      .snapshot = {.version = target.version,
                   .revision = target.revision,
                   .execution_role_arn = target.execution_role_arn,
                   .customer_encryption_key_arn = target.customer_encryption_key_arn,
                   .definition_json = target.definition_json},
      .latency = read_latency(request.input),
      .concurrency_json = target.concurrency_json,
      .input_event_json = input_event(*flow, std::move(document), now)};
  ASSIGN_OR_RETURN(const std::int64_t id, services.db.write([&](store::WriteTxn& txn) {
    return store::start_execution(txn, request.caller, execution,
                                  services.executions.running_per_account(), now);
  }));
  services.executions.submit(id);
  return base::ObjectText()
      .string("executionArn", model::flow_execution_arn(request.caller, execution.name))
      .finish();
}

}  // namespace flows::api
