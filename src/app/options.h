#pragma once

#include <optional>
#include <string>

#include "app/run_command.h"
#include "base/log.h"
#include "flows/options.h"
#include "offline/validate_command.h"

namespace flows::app {

enum class Command { kServe, kValidate, kRun, kDoctor, kVersion, kHelp };

// What the command line and the environment ask for.
struct CommandLine {
  Command command = Command::kServe;
  Options options = {};
  offline::ValidateOptions validate = {};
  RunCommand run = {};
  bool verify_signatures = false;  // what Options::credentials is there for
  base::LogLevel log_level = base::LogLevel::kInfo;
  base::LogFormat log_format = base::LogFormat::kText;
};

// Reads the command line, and for flags that are not there FLOWS_LOCAL_<FLAG> from the environment.
// Returns nullopt where there is nothing to do any more: `exit_code` is then 0 (help was printed)
// or 2 (what is wrong was printed).
std::optional<CommandLine> read_command_line(int argc, const char* const* argv, int& exit_code);

}  // namespace flows::app
