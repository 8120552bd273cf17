#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id_generator.h"
#include "nodes/clients.h"

namespace flows::offline {

struct RunOptions {
  std::filesystem::path file = {};
  std::string flow = {};   // which flow of a template; may be empty if it has only one
  std::string input = {};  // JSON, or @ and the path of a file with JSON
  std::vector<std::string> answers = {};  // to the questions of agents, in order
  bool trace = false;
};

// What the caller provides for a run without a server.
struct RunSurroundings {
  nodes::Clients clients;  // the services that nodes call
  const base::Clock& clock;
  base::IdGenerator& ids;
  std::ostream& out;     // receives the events
  std::ostream& errors;  // receives the errors of the options and the file
};

// The command `run`: runs the flow in a file once, without a server, and prints what InvokeFlow
// would stream, as it happens: one JSON object with one member for each event. Returns the exit
// code: 0 if the flow succeeded, 1 if it failed or waits for an answer, 2 if an input is invalid.
int run_flow_file(const RunOptions& options, const RunSurroundings& surroundings);

}  // namespace flows::offline
