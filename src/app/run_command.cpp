#include "app/run_command.h"

#include <iostream>

#include "app/node_services.h"

namespace flows::app {
namespace {

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
                                              .errors = std::cerr});
}

}  // namespace

int run_flow(const RunCommand& command) {
  const auto exit_code = run_with_backends(command);
  if (exit_code) return *exit_code;
  std::cerr << "bedrock-flows-local: " << exit_code.error().message << '\n';
  return 2;
}

}  // namespace flows::app
