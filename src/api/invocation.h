#pragma once

#include "api/operation.h"
#include "runs/run_manager.h"
#include "store/conversation_store.h"

namespace flows::api {

// One call of InvokeFlow, ready to run: it begins a run, or it answers one that waits for its user.
struct Invocation {
  runs::RunningExecutions::Claim claim;  // of its execution ID
  // What runs, in the form that is persisted if the run asks its user; history and node are not
  // set.
  store::Conversation conversation;
  std::shared_ptr<const engine::CompiledFlow> flow;
  runs::RunInput input;
};

// Reads a call, which may block. If it restarts an execution that waits for its user, deletes the
// stored conversation. Errors: kResourceNotFound; kValidation if the input goes to a node that is
// neither the Input node nor the one that asks; kConflict if another run uses the execution ID, or
// the draft was never prepared.
base::Result<Invocation> read_invocation(const ApiRequest& request, Services& services);

// Like read_invocation, on the I/O thread. Returns nullopt if reading or running the call may
// block: because it names an execution, which may wait in the database, or because the flow cannot
// run on that thread.
std::optional<base::Result<Invocation>> read_invocation_on_io_thread(const ApiRequest& request,
                                                                     Services& services);

// Ends one turn of a run, whose events so far are `history`. Persists the conversation if the run
// waits for its user, and deletes it if the run has ended; a run that was stopped changes nothing.
// Errors: kValidation beyond limits::kConversationBytesMax; those of store::persist_conversation.
base::Result<void> end_turn(const ApiRequest& request, Services& services,
                            const Invocation& invocation, const engine::RunEnding& ending,
                            const model::History& history);

}  // namespace flows::api
