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
  std::string flow = {};   // which one of a template; may be empty where there is one
  std::string input = {};  // JSON, or @ and the path of a file with JSON
  std::vector<std::string> answers = {};  // to what agents ask, in turn
  bool trace = false;
};

// What a run without a server gets from whoever starts it.
struct RunSurroundings {
  nodes::Clients clients;  // what nodes ask
  const base::Clock& clock;
  base::IdGenerator& ids;
  std::ostream& out;     // gets the events
  std::ostream& errors;  // gets what is wrong with the options or the file
};

// The command `run`: runs the flow in a file once, without a server, and prints what InvokeFlow
// would stream, one JSON object with one member for each event, as it happens. Returns the exit
// code: 0 if the flow succeeded, 1 if it failed or waits for an answer, 2 if an input is not as it
// should be.
int run_flow_file(const RunOptions& options, const RunSurroundings& surroundings);

}  // namespace flows::offline
