#include "app/run_command.h"

#include <iostream>

#include "api/prompt_input.h"
#include "api/serve.h"
#include "app/node_services.h"
#include "offline/flow_file.h"
#include "store/prompt_store.h"
#include "store/prompt_version_store.h"

namespace flows::app {
namespace {

// Stores a prompt of the file that is run, as a server that is seeded with the file has it.
base::Result<void> add_prompt(const offline::RehearsedPrompt& prompt, store::Database& db,
                              base::TimePoint now) {
  ASSIGN_OR_RETURN(const auto input,
                   api::validate_and_normalize_input("CreatePrompt", prompt.plain_input()));
  ASSIGN_OR_RETURN(const auto draft, api::read_prompt_draft(input));
  const base::Caller caller = offline::offline_caller();
  return db.write([&](store::WriteTxn& txn) -> base::Result<void> {
    RETURN_IF_ERROR(store::create_prompt(txn, caller, prompt.id, draft, now));
    for (std::size_t i = 0; i < prompt.versions; ++i) {
      RETURN_IF_ERROR(store::create_prompt_version(txn, caller, prompt.id, std::nullopt, now));
    }
    return {};
  });
}

base::Result<int> run_with_backends(const RunCommand& command) {
  base::SystemClock clock;
  base::RandomIds ids;
  ASSIGN_OR_RETURN(const auto db, store::Database::open({}));
  backends::CallJournal calls;
  ASSIGN_OR_RETURN(
      auto backends,
      backends::Backends::open({.file = command.backends, .strict = command.strict}, clock, calls));
  NodeServices services(std::move(backends), *db, clock, calls, command.inline_code);
  return offline::run_flow_file(command.run, {.clients = services.clients(),
                                              .clock = clock,
                                              .ids = ids,
                                              .out = std::cout,
                                              .errors = std::cerr,
                                              .add_prompt = [&](const auto& prompt) {
                                                return add_prompt(prompt, *db, clock.now());
                                              }});
}

}  // namespace

int run_flow(const RunCommand& command) {
  const auto exit_code = run_with_backends(command);
  if (exit_code) return *exit_code;
  std::cerr << "bedrock-flows-local: " << exit_code.error().message << '\n';
  return 2;
}

}  // namespace flows::app
