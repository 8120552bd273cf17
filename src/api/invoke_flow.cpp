#include "api/flow_stream.h"
#include "api/handlers.h"
#include "api/input.h"
#include "api/invocation.h"
#include "runs/kept_history.h"

namespace flows::api {
namespace {

engine::RunEnding run(const ApiRequest& request, Services& services, const Invocation& invocation,
                      engine::EventSink& stream) {
  const engine::CompiledFlow& flow = *invocation.flow;
  if (!flow.may_ask()) return services.runs.run(flow, invocation.input, stream);
  const auto& continuation = invocation.input.continuation;
  runs::KeptHistory sink(stream, continuation ? continuation->history : model::History());
  engine::RunEnding ending = services.runs.run(flow, invocation.input, sink);
  const auto ended = end_turn(request, services, invocation, ending, sink.history());
  if (ended) return ending;
  return {.status = engine::RunStatus::kFailed, .failure = ended.error()};
}

}  // namespace

base::Result<StreamEnd> invoke_flow(const ApiRequest& request, Services& services,
                                    wire::FrameWriter& writer) {
  ASSIGN_OR_RETURN(Invocation invocation, read_invocation(request, services));
  if (!writer.open(
          {{"content-type", "application/vnd.amazon.eventstream"},
           {"x-amz-bedrock-flow-execution-id", invocation.conversation.key.execution_id}})) {
    return StreamEnd{};
  }
  FlowStream stream(*invocation.flow, flag_member(request.input, "enableTrace"), writer);
  const engine::RunEnding ending = run(request, services, invocation, stream);
  // Whoever has read the last frame may use the execution ID again.
  invocation.claim.release();
  stream.finish(ending);
  StreamEnd end;
  if (ending.failure) end.exception = ending.failure->code;
  return end;
}

}  // namespace flows::api
