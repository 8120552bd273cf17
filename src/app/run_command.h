#pragma once

#include <optional>
#include <string>

#include "offline/run_command.h"

namespace flows::app {

// What the command `run` is asked for: the run, and what stands behind its nodes.
struct RunCommand {
  offline::RunOptions run = {};
  std::optional<std::string> backends = {};  // path of the backends document
  bool strict = false;
  bool inline_code = true;
};

// Builds what stands behind nodes, with a database in memory, and runs the flow in a file; see
// offline::run_flow_file. Returns the exit code, which is 2 too where the backends document is not
// as it should be.
int run_flow(const RunCommand& command);

}  // namespace flows::app
