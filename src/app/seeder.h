#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/operation.h"
#include "base/caller.h"
#include "offline/seed.h"

namespace flows::app {

// Creates what the seeds of the command line say and is not there.
class Seeder {
 public:
  // `services` is used when the seeds are applied.
  Seeder(offline::Seed seed, base::Caller caller, api::Services& services)
      : seed_(std::move(seed)), caller_(std::move(caller)), services_(services) {}

  // Creates the flows and prompts whose names are not taken, each with its versions, aliases and
  // tags; a new flow is prepared. A flow or prompt that is there is left alone with all that is
  // inside of it. Errors: those of the calls, with the file and the place; nothing new is then
  // left. Threads: any but the I/O thread, one at a time.
  base::Result<void> apply();

 private:
  base::Result<base::Json> do_call(const offline::SeedCall& call);
  base::Result<base::Json> create_top(const std::string& operation, const base::Json& input);
  base::Result<void> prepare(const std::string& flow_id, const std::string& name);
  // The answer of the call, had it been made before: as far as it is there still, and otherwise
  // what its name would be.
  base::Result<base::Json> describe_kept(const offline::SeedCall& call, const base::Json& input);
  void remove_created();

  offline::Seed seed_;
  base::Caller caller_;
  api::Services& services_;
  // The flows and prompts that this application has made, by operation and ID.
  std::vector<std::pair<std::string, std::string>> created_;
};

}  // namespace flows::app
