#pragma once

#include "nodes/clients.h"
#include "store/database.h"

namespace flows::backends {

// Prompt management: finds prompts in the emulator's own database, in the account and region of the
// flow that calls. Threads: any.
class PromptLibrary final : public nodes::PromptClient {
 public:
  // `db` must outlive it.
  explicit PromptLibrary(store::Database& db) : db_(db) {}

  base::Result<base::Json> find_prompt(const nodes::PromptCall& call) override;

 private:
  store::Database& db_;
};

}  // namespace flows::backends
