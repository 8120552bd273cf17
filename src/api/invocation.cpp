#include "api/invocation.h"

#include <fmt/format.h>

#include "api/flow_input.h"
#include "api/flow_targets.h"
#include "api/input.h"
#include "base/limits.h"
#include "base/log.h"
#include "engine/history_check.h"
#include "model/event_json.h"
#include "runs/execution_runner.h"
#include "store/flow_alias_store.h"

namespace flows::api {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;
using store::Conversation;
using store::ConversationKey;

Error invalid_answer(std::string message) { return {ErrorCode::kValidation, std::move(message)}; }

// A stored conversation and the concurrencyConfiguration of its alias.
struct Waiting {
  Conversation conversation;
  std::optional<std::string> concurrency_json;
};

// Returns the error that explains why `given` starts no run of the flow.
Error not_the_start(const engine::CompiledFlow& flow, const GivenInput& given,
                    const std::optional<Waiting>& waiting, const ConversationKey& key) {
  const std::string& start = flow.graph().node(flow.start()).name;
  if (waiting) {
    return invalid_answer(
        fmt::format("The input names the node {}, but the execution {} waits for an "
                    "answer to the node {}. An input of the node {} starts it anew.",
                    given.node, key.execution_id, waiting->conversation.node, start));
  }
  const auto node = flow.graph().find_node(given.node);
  if (node && !flow.traits(*node).asks_through.empty()) {
    return invalid_answer(
        fmt::format("The input answers the node {}, but the execution {} does not wait "
                    "for an answer: it has not asked, has ended, or has waited for "
                    "longer than {} hour.",
                    given.node, key.execution_id, base::limits::kConversationLifetime.count()));
  }
  return not_the_input_node(flow, given);
}

// Returns the user's answer to the node that asks.
Result<Json> read_answer(const engine::CompiledFlow& flow, const GivenInput& given) {
  const auto node = flow.graph().find_node(given.node);
  CHECK(node.has_value(), "the node that asks is one of the flow");
  const std::string_view port = flow.traits(*node).asks_through;
  if (given.output || (given.input && *given.input != port)) {
    return invalid_answer(
        fmt::format("The node {} takes an answer by its input {}.", given.node, port));
  }
  const model::FlowNode& declared = flow.graph().node(*node);
  const model::IoType type = declared.inputs[*declared.find_input(port)].type;
  if (model::type_of(given.document) == type) return given.document;
  return invalid_answer(fmt::format("The answer to the node {} must be of the type {}, not {}.",
                                    given.node, model::to_upper_text(type),
                                    model::upper_type_name(given.document)));
}

Result<std::shared_ptr<const engine::CompiledFlow>> compile(const ApiRequest& request,
                                                            Services& services,
                                                            const Conversation& conversation) {
  return services.runs.compile({.caller = request.caller,
                                .flow_id = conversation.key.flow_id,
                                .version = conversation.version,
                                .revision = conversation.revision},
                               conversation.definition_json);
}

// What is needed to resume a conversation.
struct Recovered {
  std::shared_ptr<const engine::CompiledFlow> flow;
  model::History history;
};

// Errors: those of compiling; kInternalServer if the stored history cannot be used.
Result<Recovered> recover(const ApiRequest& request, Services& services,
                          const Conversation& conversation) {
  ASSIGN_OR_RETURN(auto flow, compile(request, services, conversation));
  ASSIGN_OR_RETURN(auto history, model::read_history(conversation.history_json));
  ASSIGN_OR_RETURN(const auto question, engine::check_history(*flow, history));
  if (!question || flow->graph().node(question->node).name != conversation.node) {
    return Error{ErrorCode::kInternalServer,
                 fmt::format("the node {} does not ask.", conversation.node)};
  }
  return Recovered{.flow = std::move(flow), .history = std::move(history)};
}

Error damaged(const ConversationKey& key, const Error& why) {
  base::log(base::LogLevel::kError, "a conversation cannot go on",
            {{"execution", key.execution_id}, {"why", why.message}});
  return {
      ErrorCode::kInternalServer,
      fmt::format("The conversation of the execution {} cannot go on, since what is stored of it "
                  "is damaged: {} An input of the flow's Input node starts it anew.",
                  key.execution_id, why.message)};
}

// Makes the conversation of a new run. Only a flow that may ask its user needs its definition
// there.
Conversation new_conversation(ConversationKey key, const FlowTarget& target) {
  return {.key = std::move(key),
          .version = target.found.version,
          .revision = target.found.revision,
          .node = {},
          .definition_json = target.flow->may_ask() ? target.found.definition_json : std::string(),
          .history_json = {}};
}

// Returns the conversation of that key, with the definition with which it began; nullopt if none
// waits.
Result<std::optional<Waiting>> find_waiting(const ApiRequest& request, Services& services,
                                            const ConversationKey& key) {
  return services.db.read([&](store::ReadTxn& txn) -> Result<std::optional<Waiting>> {
    ASSIGN_OR_RETURN(auto alias,
                     store::find_flow_alias(txn, request.caller, key.flow_id, key.alias_id));
    auto found = store::find_conversation(txn, request.caller, key, services.clock.now());
    if (!found) return std::optional<Waiting>();
    return std::optional(Waiting{.conversation = *std::move(found),
                                 .concurrency_json = std::move(alias.concurrency_json)});
  });
}

Result<void> forget(const ApiRequest& request, Services& services, const ConversationKey& key) {
  return services.db.write([&](store::WriteTxn& txn) -> Result<void> {
    store::delete_conversation(txn, request.caller, key);
    return {};
  });
}

nodes::RunIdentity identity(const base::Caller& caller, const ConversationKey& key) {
  return {.flow_arn = model::flow_arn(caller, key.flow_id),
          .alias_arn = model::flow_alias_arn(caller, key.flow_id, key.alias_id),
          .execution_id = key.execution_id};
}

Result<ConversationKey> read_key(const ApiRequest& request, Services& services) {
  ConversationKey key;
  key.flow_id = flow_id(request.input);
  ASSIGN_OR_RETURN(key.alias_id,
                   alias_id(key.flow_id, text_member(request.input, "flowAliasIdentifier")));
  const auto chosen = optional_text_member(request.input, "executionId");
  key.execution_id = chosen ? *chosen : services.ids.next(base::IdKind::kExecution);
  return key;
}

runs::RunInput run_input(const ApiRequest& request, const ConversationKey& key) {
  return {.identity = identity(request.caller, key),
          .latency = read_latency(request.input),
          .stop = request.stop};
}

// Begins a run of the flow to which the alias routes.
Result<Invocation> start_run(const ApiRequest& request, runs::RunningExecutions::Claim claim,
                             const ConversationKey& key, const FlowTarget& target) {
  runs::RunInput input = run_input(request, key);
  ASSIGN_OR_RETURN(input.document, read_document(*target.flow, read_given(request.input)));
  ASSIGN_OR_RETURN(input.calls_at_once, runs::calls_at_once(target.found.concurrency_json));
  return Invocation{std::move(claim), new_conversation(key, target), target.flow, std::move(input)};
}

// Refuses to continue a conversation with a draft that is not prepared any more: the test alias
// runs nothing then. Errors: those of FlowTargets::find.
Result<void> require_prepared(const ApiRequest& request, Services& services,
                              const Conversation& conversation) {
  if (conversation.version != model::kDraftVersion) return {};
  ASSIGN_OR_RETURN(
      const FlowTargetPointer target,
      services.targets.find(request.caller, conversation.key.flow_id, conversation.key.alias_id));
  return {};
}

// Resumes a run with the answer to the node that asked.
Result<Invocation> resume_conversation(const ApiRequest& request, Services& services,
                                       runs::RunningExecutions::Claim claim, Waiting waiting) {
  runs::RunInput input = run_input(request, waiting.conversation.key);
  auto recovered = recover(request, services, waiting.conversation);
  if (!recovered) return damaged(waiting.conversation.key, recovered.error());
  ASSIGN_OR_RETURN(Json answer, read_answer(*recovered->flow, read_given(request.input)));
  input.continuation = {.history = std::move(recovered->history), .answer = std::move(answer)};
  ASSIGN_OR_RETURN(input.calls_at_once, runs::calls_at_once(waiting.concurrency_json));
  return Invocation{std::move(claim), std::move(waiting.conversation), std::move(recovered->flow),
                    std::move(input)};
}

Result<void> persist(const ApiRequest& request, Services& services, const Invocation& invocation,
                     const engine::Question& question, const model::History& history) {
  Conversation conversation = invocation.conversation;
  conversation.node = invocation.flow->graph().node(question.node).name;
  conversation.history_json = model::to_json_text(history);
  if (conversation.history_json.size() > base::limits::kConversationBytesMax) {
    return invalid_answer(
        fmt::format("What has happened in the conversation takes more than {} bytes.",
                    base::limits::kConversationBytesMax));
  }
  return services.db.write([&](store::WriteTxn& txn) {
    return store::persist_conversation(txn, request.caller, conversation, services.clock.now());
  });
}

}  // namespace

Result<Invocation> read_invocation(const ApiRequest& request, Services& services) {
  ASSIGN_OR_RETURN(const ConversationKey key, read_key(request, services));
  ASSIGN_OR_RETURN(auto claim, services.runs.claim({.caller = request.caller, .execution = key}));
  std::optional<Waiting> waiting;
  if (request.input.contains("executionId")) {
    ASSIGN_OR_RETURN(waiting, find_waiting(request, services, key));
  }
  const GivenInput given = read_given(request.input);
  if (waiting && given.node == waiting->conversation.node) {
    RETURN_IF_ERROR(require_prepared(request, services, waiting->conversation));
    return resume_conversation(request, services, std::move(claim), *std::move(waiting));
  }
  ASSIGN_OR_RETURN(const FlowTargetPointer target,
                   services.targets.find(request.caller, key.flow_id, key.alias_id));
  const engine::CompiledFlow& flow = *target->flow;
  if (given.node != flow.graph().node(flow.start()).name) {
    return not_the_start(flow, given, waiting, key);
  }
  ASSIGN_OR_RETURN(auto invocation, start_run(request, std::move(claim), key, *target));
  if (waiting) RETURN_IF_ERROR(forget(request, services, key));
  return invocation;
}

std::optional<Result<Invocation>> read_invocation_on_io_thread(const ApiRequest& request,
                                                               Services& services) {
  if (request.input.contains("executionId")) return std::nullopt;
  const auto key = read_key(request, services);
  if (!key) return Result<Invocation>(key.error());
  const auto target =
      services.targets.find_on_io_thread(request.caller, key->flow_id, key->alias_id);
  if (target == nullptr) return std::nullopt;
  auto claim = services.runs.claim({.caller = request.caller, .execution = *key});
  if (!claim) return Result<Invocation>(claim.error());
  return start_run(request, *std::move(claim), *key, *target);
}

Result<void> end_turn(const ApiRequest& request, Services& services, const Invocation& invocation,
                      const engine::RunEnding& ending, const model::History& history) {
  // A client that left may come back with the same answer, so its conversation stays stored.
  if (ending.status == engine::RunStatus::kStopped) return {};
  Result<void> persisted;
  if (ending.status == engine::RunStatus::kInputRequired) {
    persisted = persist(request, services, invocation, *ending.question, history);
    if (persisted) return {};
  }
  if (invocation.input.continuation) {
    RETURN_IF_ERROR(forget(request, services, invocation.conversation.key));
  }
  return persisted;
}

}  // namespace flows::api
