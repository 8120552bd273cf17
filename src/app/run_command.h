#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace flows::app {

struct RunOptions {
  std::filesystem::path file = {};
  std::string flow = {};   // which one of a template; may be empty where there is one
  std::string input = {};  // JSON, or @ and the path of a file with JSON
  std::vector<std::string> answers = {};  // to what agents ask, in turn
  bool trace = false;
  std::optional<std::string> backends = {};  // path of the backends document
  bool strict = false;
  bool inline_code = true;
};

// Runs the flow in a file once, without a server and with a database in memory, and prints what
// InvokeFlow would stream to standard output, one JSON object with one member for each event.
// Returns the exit code: 0 if the flow succeeded, 1 if it failed or waits for an answer, 2 if an
// input is not as it should be, which is told on standard error.
int run_flow(const RunOptions& options);

}  // namespace flows::app
