#pragma once

#include <optional>
#include <string>

#include "offline/run_command.h"

namespace flows::app {

// The options of the command `run`: the run, and the services that its nodes call.
struct RunCommand {
  offline::RunOptions run = {};
  std::optional<std::string> backends = {};  // the path of the backends document
  bool strict = false;
  bool inline_code = true;
};

// Builds the services that nodes call, with a database in memory, and runs the flow in a file; see
// offline::run_flow_file. Returns the exit code, which is also 2 if the backends document is
// invalid.
int run_flow(const RunCommand& command);

}  // namespace flows::app
