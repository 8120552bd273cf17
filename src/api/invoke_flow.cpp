#include <fmt/format.h>

#include "api/flow_stream.h"
#include "api/handlers.h"
#include "api/input.h"
#include "runs/run_manager.h"
#include "store/invocation_store.h"

namespace flows::api {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;

// The document of the one input, which must be meant for the flow's Input node.
base::Result<Json> read_document(const engine::CompiledFlow& flow, const Json& input) {
  const Json& only = input.at("inputs").front();
  const model::FlowNode& start = flow.graph().node(flow.start());
  const std::string node = text_member(only, "nodeName");
  if (node != start.name) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The input names the node {}, but the flow's Input node is {}.", node,
                             start.name)};
  }
  if (optional_text_member(only, "nodeInputName")) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The input names an input of node {}, which takes a document as the "
                             "start of a run: name its output instead.",
                             node)};
  }
  const auto output = optional_text_member(only, "nodeOutputName");
  if (output && !start.find_output(*output)) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The node {} has no output {}.", node, *output)};
  }
  return only.at("content").at("document");
}

std::optional<std::string> read_latency(const Json& input) {
  const Json* configuration = base::find_member(input, "modelPerformanceConfiguration");
  const Json* performance =
      configuration == nullptr ? nullptr : base::find_member(*configuration, "performanceConfig");
  if (performance == nullptr) return std::nullopt;
  return optional_text_member(*performance, "latency");
}

nodes::RunIdentity identity(const base::Caller& caller, const store::InvocationTarget& target,
                            const std::string& execution_id) {
  return {.flow_arn = model::flow_arn(caller, target.flow_id),
          .alias_arn = model::flow_alias_arn(caller, target.flow_id, target.alias_id),
          .execution_id = execution_id};
}

base::Result<store::InvocationTarget> find_target(const ApiRequest& request, Services& services) {
  const std::string flow = flow_id(request.input);
  ASSIGN_OR_RETURN(const auto alias,
                   alias_id(flow, text_member(request.input, "flowAliasIdentifier")));
  return services.db.read([&](store::ReadTxn& txn) {
    return store::resolve_invocation(txn, request.caller, flow, alias, request.operation.name);
  });
}

}  // namespace

base::Result<StreamEnd> invoke_flow(const ApiRequest& request, Services& services,
                                    wire::FrameWriter& writer) {
  ASSIGN_OR_RETURN(const auto target, find_target(request, services));
  const runs::FlowKey key{.caller = request.caller,
                          .flow_id = target.flow_id,
                          .version = target.version,
                          .revision = target.revision};
  ASSIGN_OR_RETURN(const auto flow, services.runs.compile(key, target.definition_json));
  ASSIGN_OR_RETURN(auto document, read_document(*flow, request.input));
  const auto chosen = optional_text_member(request.input, "executionId");
  const std::string execution_id = chosen ? *chosen : services.ids.next(base::IdKind::kExecution);

  if (!writer.open({{"content-type", "application/vnd.amazon.eventstream"},
                    {"x-amz-bedrock-flow-execution-id", execution_id}})) {
    return StreamEnd{};
  }
  FlowStream stream(*flow, flag_member(request.input, "enableTrace"), writer);
  const engine::RunEnding ending =
      services.runs.run(*flow,
                        {.document = std::move(document),
                         .identity = identity(request.caller, target, execution_id),
                         .latency = read_latency(request.input),
                         .stop = request.exchange.stop},
                        stream);
  if (ending.status == engine::RunStatus::kSucceeded) stream.complete();
  StreamEnd end;
  if (ending.failure) end.exception = ending.failure->code;
  return end;
}

}  // namespace flows::api
