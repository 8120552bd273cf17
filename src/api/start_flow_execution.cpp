#include <fmt/format.h>

#include "api/flow_input.h"
#include "api/flow_targets.h"
#include "api/handlers.h"
#include "api/input.h"
#include "base/json_text.h"
#include "model/event_json.h"
#include "runs/execution_runner.h"
#include "store/execution_store.h"
#include "store/invocation_store.h"

namespace flows::api {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

struct Alias {
  std::string flow_id;
  std::string id;
};

Result<Alias> read_alias_named(const ApiRequest& request) {
  Alias alias{.flow_id = flow_id(request.input), .id = {}};
  ASSIGN_OR_RETURN(alias.id,
                   alias_id(alias.flow_id, text_member(request.input, "flowAliasIdentifier")));
  return alias;
}

// Refuses flows with node types that run in InvokeFlow only.
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

// Reports before the start what AWS reports once the run has begun, because nobody reads a stream
// of this run.
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

// Returns the first event of the execution.
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
  return chosen ? *chosen : services.ids.next(base::IdKind::kExecutionName);
}

// A start of an execution whose input has been read.
struct Start {
  std::shared_ptr<const engine::CompiledFlow> flow;
  Json document;
  store::NewExecution execution;
  base::TimePoint now;
};

Result<Start> read_start(const ApiRequest& request, Services& services, const FlowTarget& found) {
  const auto& [target, flow] = found;
  ASSIGN_OR_RETURN(Json document, read_typed_document(*flow, request.input));
  RETURN_IF_ERROR(check_nodes(*flow));
  return Start{
      .flow = flow,
      .document = std::move(document),
      .execution = {.name = {.flow_id = target.flow_id,
                             .alias_id = target.alias_id,
                             .name = read_name(request.input, services)},
                    .snapshot = {.version = target.version,
                                 .revision = target.revision,
                                 .execution_role_arn = target.execution_role_arn,
                                 .customer_encryption_key_arn = target.customer_encryption_key_arn,
                                 .definition_json = target.definition_json},
                    .latency = read_latency(request.input),
                    .concurrency_json = target.concurrency_json},
      .now = services.clock.now()};
}

std::string response_body(const base::Caller& caller, const store::NewExecution& execution) {
  return base::ObjectText()
      .string("executionArn", model::flow_execution_arn(caller, execution.name))
      .finish();
}

// Checks that the alias still leads to the same definition. Errors: kThrottling if another state
// has been loaded since the alias was followed.
Result<void> require_same_target(store::ReadTxn& txn, const FlowTargets& targets,
                                 const base::Caller& caller, const store::NewExecution& execution) {
  ASSIGN_OR_RETURN(const auto found,
                   targets.resolve(txn, caller, execution.name.flow_id, execution.name.alias_id));
  const model::ExecutionSnapshot& run = execution.snapshot;
  if (found.revision == run.revision && found.version == run.version &&
      found.definition_json == run.definition_json) {
    return {};
  }
  return Error{ErrorCode::kThrottling, "The state of the server was replaced. Retry your request."};
}

}  // namespace

base::Result<std::string> start_flow_execution(const ApiRequest& request, Services& services) {
  ASSIGN_OR_RETURN(const Alias alias, read_alias_named(request));
  ASSIGN_OR_RETURN(const FlowTargetPointer target,
                   services.targets.find(request.caller, alias.flow_id, alias.id));
  ASSIGN_OR_RETURN(Start start, read_start(request, services, *target));
  const std::string input = input_event(*start.flow, std::move(start.document), start.now);
  ASSIGN_OR_RETURN(const std::int64_t id, services.db.write([&](store::WriteTxn& txn) {
    return store::start_execution(txn, request.caller, start.execution, input,
                                  services.executions.running_per_account(), start.now);
  }));
  services.executions.submit(id);
  return response_body(request.caller, start.execution);
}

// Runs a flow that calls no service before its execution is stored. This costs one commit and no
// other change of threads.
IoThreadOutcome start_flow_execution_on_io_thread(const ApiRequest& request, Services& services) {
  const auto alias = read_alias_named(request);
  if (!alias) return Result<std::string>(alias.error());
  const std::uint64_t replacements = services.db.replacements();
  const auto target = services.targets.find_on_io_thread(request.caller, alias->flow_id, alias->id);
  if (target == nullptr) return MayBlock{};
  auto start = read_start(request, services, *target);
  if (!start) return Result<std::string>(start.error());
  store::EndedRun run = services.executions.run_on_io_thread(
      *start->flow, request.caller, start->execution, std::move(start->document), start->now);
  std::string body = response_body(request.caller, start->execution);
  auto store_it = [&services, replacements, caller = request.caller,
                   execution = std::move(start->execution), run = std::move(run),
                   now = start->now](store::WriteTxn& txn) -> Result<void> {
    if (services.db.replacements() != replacements) {
      RETURN_IF_ERROR(require_same_target(txn, services.targets, caller, execution));
    }
    return store::add_ended_execution(txn, caller, execution, run,
                                      services.executions.running_per_account(), now);
  };
  return AsyncCompletion(
      [&services, store_it = std::move(store_it), body = std::move(body)](auto on_done) mutable {
        services.db.write_async(
            std::move(store_it),
            [on_done = std::move(on_done), body = std::move(body)](const Result<void>& stored) {
              on_done(stored ? Result<std::string>(body) : Result<std::string>(stored.error()));
            });
      });
}

}  // namespace flows::api
