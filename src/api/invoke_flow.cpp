#include "api/flow_stream.h"
#include "api/handlers.h"
#include "api/input.h"
#include "api/invocation.h"
#include "runs/recent_runs.h"
#include "runs/run_manager.h"
#include "runs/turn_sink.h"

namespace flows::api {
namespace {

// Returns the events of the turns before this one.
model::History history_before(const Invocation& invocation) {
  const auto& continuation = invocation.input.continuation;
  return continuation ? continuation->history : model::History();
}

using Run = engine::RunEnding (*)(const ApiRequest&, Services&, const Invocation&,
                                  engine::EventSink&, engine::RunObserver&);

// Runs one turn: to the end of the run, or until the flow asks its user.
engine::RunEnding run_turn(const ApiRequest& request, Services& services,
                           const Invocation& invocation, engine::EventSink& stream,
                           engine::RunObserver& observer) {
  const engine::CompiledFlow& flow = *invocation.flow;
  if (!flow.may_ask()) return services.runs.run(flow, invocation.input, stream, {&observer});
  runs::TurnSink sink(stream, history_before(invocation));
  engine::RunEnding ending = services.runs.run(flow, invocation.input, sink, {&observer});
  const auto ended = end_turn(request, services, invocation, ending, sink.history());
  if (ended) return ending;
  return {.status = engine::RunStatus::kFailed, .failure = ended.error()};
}

// A flow that may run on the I/O thread never asks its user, so its run has one turn.
engine::RunEnding run_on_io_thread(const ApiRequest& /*request*/, Services& services,
                                   const Invocation& invocation, engine::EventSink& stream,
                                   engine::RunObserver& observer) {
  return services.runs.run_on_io_thread(*invocation.flow, invocation.input, stream, {&observer});
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

std::vector<wire::Header> stream_headers(const Invocation& invocation) {
  return {{"content-type", "application/vnd.amazon.eventstream"},
          {"x-amz-bedrock-flow-execution-id", invocation.conversation.key.execution_id}};
}

// Runs the flow and writes the frames of its stream, which must be open, but the last ones.
StreamEnd write_stream(const ApiRequest& request, Services& services, Invocation& invocation,
                       const Run& run, StreamWriter& writer) {
  FlowStream stream(*invocation.flow, flag_member(request.input, "enableTrace"), writer);
  runs::RecentRuns::Recording recording =
      services.recent_runs.begin(record_of(request, services, invocation));
  const engine::RunEnding ending = run(request, services, invocation, stream, recording);
  recording.end(ending, services.clock.now());
  // A client that has read the last frame may use the execution ID again.
  invocation.claim.release();
  StreamEnd end{.frames = stream.last_frames(ending)};
  if (ending.failure) end.exception = ending.failure->code;
  return end;
}

}  // namespace

base::Result<StreamEnd> invoke_flow(const ApiRequest& request, Services& services,
                                    StreamWriter& writer) {
  ASSIGN_OR_RETURN(Invocation invocation, read_invocation(request, services));
  if (!writer.open(stream_headers(invocation))) return StreamEnd{};
  return write_stream(request, services, invocation, run_turn, writer);
}

IoThreadOutcome invoke_flow_on_io_thread(const ApiRequest& request, Services& services) {
  auto read = read_invocation_on_io_thread(request, services);
  if (!read) return MayBlock{};
  if (!*read) return base::Result<std::string>(read->error());
  Invocation& invocation = **read;
  BufferedStream stream{.headers = stream_headers(invocation), .frames = {}, .end = {}};
  StreamWriter writer{.open = {}, .write = [&](std::string frame) {
                        stream.frames += frame;
                        return true;
                      }};
  stream.end = write_stream(request, services, invocation, run_on_io_thread, writer);
  for (const std::string& frame : stream.end.frames) stream.frames += frame;
  return stream;
}

}  // namespace flows::api
