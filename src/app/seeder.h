#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/operation.h"
#include "base/caller.h"
#include "offline/seed.h"

namespace flows::app {

// What resources are created for.
enum class SeedPurpose {
  kServing,     // clients will use them, so that the log says what exists
  kRehearsing,  // the caller wants to know what a server would refuse; nothing is logged
};

// Creates those resources of the seeds on the command line that do not exist yet.
class Seeder {
 public:
  // `services` is used only when the seeds are applied.
  Seeder(offline::Seed seed, base::Caller caller, api::Services& services,
         SeedPurpose purpose = SeedPurpose::kServing)
      : seed_(std::move(seed)),
        caller_(std::move(caller)),
        services_(services),
        purpose_(purpose) {}

  // Creates the flows and prompts whose names are not taken, each with its versions, aliases and
  // tags, and prepares new flows. Flows, prompts and aliases get the IDs that the seed wants; if
  // another flow or prompt has an ID that no file gives, the new one gets a random ID. An existing
  // flow or prompt is not changed. The log says what cannot be created, with its place, and the
  // others go on. Errors: those of Seed::apply, and kConflict if another resource has an ID that a
  // file gives; nothing new remains after an error.
  // Threads: any but the I/O thread, one at a time.
  base::Result<void> apply();

  // Creates one resource as `apply` does, if it is a flow or prompt whose name is not taken or
  // belongs to one that this object has created. Returns its response, with the status in which a
  // new flow is after its preparation. Errors, threads: as above.
  base::Result<base::Json> make(const offline::SeedCall& call);

 private:
  base::Result<base::Json> create_top(const offline::SeedCall& call, const base::Json& input);
  // Makes the call; what it creates gets the ID `wanted_id`, or a random one if that is empty.
  base::Result<base::Json> create(const offline::SeedCall& call, const base::Json& input,
                                  const std::string& wanted_id);
  // Returns the name of the flow or prompt with that ID. Errors: kResourceNotFound.
  base::Result<std::string> name_of(bool is_flow, const std::string& id);
  // Returns the ID for a new flow or prompt; empty if it must be random, because a resource of
  // another name has the derived one. Errors: kConflict if that resource has a given ID.
  base::Result<std::string> choose_id(const offline::SeedCall& call, bool is_flow,
                                      const std::string& name);
  // Returns the response that describes a flow or prompt which exists already.
  base::Result<base::Json> describe_top(bool is_flow, const std::string& id);
  // Prepares a new flow and returns its status.
  base::Result<std::string> prepare(const offline::SeedCall& call, const std::string& flow_id);
  // Returns the response that the call would have had when the resource was created, as far as the
  // resource still exists; the other members are derived from the call.
  base::Result<base::Json> describe_existing(const offline::SeedCall& call,
                                             const base::Json& input);
  void remove_created();

  offline::Seed seed_;
  base::Caller caller_;
  api::Services& services_;
  SeedPurpose purpose_;
  // The flows and prompts that this `apply` has made, by operation and ID.
  std::vector<std::pair<std::string, std::string>> created_;
};

}  // namespace flows::app
