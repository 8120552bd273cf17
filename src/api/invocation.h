#pragma once

#include "api/operation.h"
#include "runs/run_manager.h"
#include "store/conversation_store.h"

namespace flows::api {

// One call of InvokeFlow, ready to run: the start of a run, or the answer to one that waits.
struct Invocation {
  runs::RunningExecutions::Claim claim;  // of its execution ID
  // What runs, as it is persisted where it waits for its user again; history and node are not set.
  store::Conversation conversation;
  std::shared_ptr<const engine::CompiledFlow> flow;
  runs::RunInput input;
};

// Errors: kResourceNotFound; kValidation, where the input goes to a node that does not take it, be
// it not the Input node or one that has not asked; kConflict, where the execution runs or the draft
// was never prepared.
base::Result<Invocation> read_invocation(const ApiRequest& request, Services& services);

// The same on the I/O thread. Nothing where reading or running it may block: the call names an
// execution, which may wait in the database, or the flow is none for that thread.
std::optional<base::Result<Invocation>> read_invocation_on_io_thread(const ApiRequest& request,
                                                                     Services& services);

// Persists what a run needs to go on that waits for its user, and forgets what one no longer needs
// that has ended; `history` is all that the run has emitted. Errors: kValidation beyond
// limits::kConversationBytesMax; those of store::persist_conversation.
base::Result<void> end_turn(const ApiRequest& request, Services& services,
                            const Invocation& invocation, const engine::RunEnding& ending,
                            const model::History& history);

}  // namespace flows::api
