#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id_generator.h"
#include "nodes/clients.h"
#include "offline/rehearsal.h"

namespace flows::offline {

struct RunOptions {
  std::filesystem::path file = {};  // a file or a folder
  std::string flow = {};   // the name or logical id of the flow; may be empty if there is one only
  std::string input = {};  // JSON, or @ and the path of a file with JSON
  std::vector<std::string> answers = {};  // to the questions of agents, in order
  bool trace = false;
  std::filesystem::path s3_root = {};  // see TemplateSource
};

// What the caller provides for a run without a server.
struct RunSurroundings {
  nodes::Clients clients;  // the services that nodes call
  const base::Clock& clock;
  base::IdGenerator& ids;
  std::ostream& out;     // receives the events
  std::ostream& errors;  // receives notes, and the errors of the options and the file
  // Stores a prompt, in the account and region of offline_caller(), where `clients` will find it.
  std::function<base::Result<void>(const RehearsedPrompt&)> add_prompt;
};

// The command `run`: runs a flow in a file or folder once, with the prompts that stand there too,
// without a server, and prints what InvokeFlow would stream, as it happens: one JSON object with
// one member for each event. Returns the exit code: 0 if the flow succeeded, 1 if it failed or
// waits for an answer, 2 if an input is invalid.
int run_flow_file(const RunOptions& options, const RunSurroundings& surroundings);

}  // namespace flows::offline
