#pragma once

#include <optional>
#include <string>

#include "app/doctor.h"
#include "app/run_command.h"
#include "base/log.h"
#include "flows/options.h"
#include "offline/validate_command.h"

namespace flows::app {

enum class Command { kServe, kValidate, kRun, kDoctor, kVersion, kHelp };

// The settings from the command line and the environment.
struct CommandLine {
  Command command = Command::kServe;
  Options options = {};
  offline::ValidateOptions validate = {};
  RunCommand run = {};
  DoctorScope doctor_scope = DoctorScope::kClient;
  bool verify_signatures = false;  // requires Options::credentials
  base::LogLevel log_level = base::LogLevel::kInfo;
  base::LogFormat log_format = base::LogFormat::kText;
};

// Returns the default path of the database: below $XDG_STATE_HOME or, if that is not set, below
// ~/.local/state.
std::string default_database();

// Reads the command line and, for flags that it lacks, FLOWS_LOCAL_<FLAG> from the environment.
// Returns nullopt if the program has nothing left to do: `exit_code` is then 0 (help was printed)
// or 2 (an error was printed).
std::optional<CommandLine> read_command_line(int argc, const char* const* argv, int& exit_code);

}  // namespace flows::app
