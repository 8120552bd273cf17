#include "api/flow_stream.h"
#include "api/handlers.h"
#include "api/input.h"
#include "api/invocation.h"
#include "api/serve.h"
#include "runs/recent_runs.h"
#include "runs/turn_sink.h"

namespace flows::api {
namespace {

// What has happened in the turns before this one.
model::History history_before(const Invocation& invocation) {
  const auto& continuation = invocation.input.continuation;
  return continuation ? continuation->history : model::History();
}

engine::RunEnding run(const ApiRequest& request, Services& services, const Invocation& invocation,
                      engine::EventSink& stream, engine::RunObserver& observer) {
  const engine::CompiledFlow& flow = *invocation.flow;
  if (!flow.may_ask()) return services.runs.run(flow, invocation.input, stream, {&observer});
  runs::TurnSink sink(stream, history_before(invocation));
  engine::RunEnding ending = services.runs.run(flow, invocation.input, sink, {&observer});
  const auto ended = end_turn(request, services, invocation, ending, sink.history());
  if (ended) return ending;
  return {.status = engine::RunStatus::kFailed, .failure = ended.error()};
}

model::RunRecord record_of(const ApiRequest& request, const Services& services,
                           const Invocation& invocation) {
  const store::ConversationKey& key = invocation.conversation.key;
  model::RunRecord record{.caller = request.caller,
                          .flow_id = key.flow_id,
                          .alias_id = key.alias_id,
                          .version = invocation.conversation.version,
                          .execution_id = key.execution_id,
                          .started_at = services.clock.now(),
                          .events = history_before(invocation)};
  if (!record.events.empty()) record.started_at = record.events.front().time;
  return record;
}

}  // namespace

// A conversation, which names its execution, may go on in an older definition.
bool invokes_short_flow(const Call& call, const wire::Request& request, const base::Caller& caller,
                        Services& services) {
  return request.body.find("executionId") == request.body.npos &&
         runs_short_flow(call, request, caller, services);
}

base::Result<StreamEnd> invoke_flow(const ApiRequest& request, Services& services,
                                    wire::FrameWriter& writer) {
  ASSIGN_OR_RETURN(Invocation invocation, read_invocation(request, services));
  if (!writer.open(
          {{"content-type", "application/vnd.amazon.eventstream"},
           {"x-amz-bedrock-flow-execution-id", invocation.conversation.key.execution_id}})) {
    return StreamEnd{};
  }
  FlowStream stream(*invocation.flow, flag_member(request.input, "enableTrace"), writer);
  runs::RecentRuns::Recording recording =
      services.recent_runs.begin(record_of(request, services, invocation));
  const engine::RunEnding ending = run(request, services, invocation, stream, recording);
  recording.end(ending, services.clock.now());
  // Whoever has read the last frame may use the execution ID again.
  invocation.claim.release();
  stream.finish(ending);
  StreamEnd end;
  if (ending.failure) end.exception = ending.failure->code;
  return end;
}

}  // namespace flows::api
