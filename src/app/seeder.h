#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/operation.h"
#include "base/caller.h"
#include "offline/seed.h"

namespace flows::app {

// Creates those resources of the seeds on the command line that do not exist yet.
class Seeder {
 public:
  // `services` is used only when the seeds are applied.
  Seeder(offline::Seed seed, base::Caller caller, api::Services& services)
      : seed_(std::move(seed)), caller_(std::move(caller)), services_(services) {}

  // Creates the flows and prompts whose names are not taken, each with its versions, aliases and
  // tags, and prepares new flows. An existing flow or prompt is not changed. Errors: those of the
  // calls, with the file and the place; nothing new remains after an error. Threads: any but the
  // I/O thread, one at a time.
  base::Result<void> apply();

 private:
  base::Result<base::Json> do_call(const offline::SeedCall& call);
  base::Result<base::Json> create_top(const std::string& operation, const base::Json& input);
  // Returns the response that describes a flow or prompt which exists already.
  base::Result<base::Json> describe_top(bool is_flow, const std::string& id);
  base::Result<void> prepare(const std::string& flow_id, const std::string& name);
  // Returns the response that the call would have had when the resource was created, as far as the
  // resource still exists; the other members are derived from the call.
  base::Result<base::Json> describe_existing(const offline::SeedCall& call,
                                             const base::Json& input);
  void remove_created();

  offline::Seed seed_;
  base::Caller caller_;
  api::Services& services_;
  // The flows and prompts that this `apply` has made, by operation and ID.
  std::vector<std::pair<std::string, std::string>> created_;
};

}  // namespace flows::app
