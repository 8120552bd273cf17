#pragma once

#include <string>

#include "api/operation.h"
#include "base/caller.h"
#include "offline/seed.h"

namespace flows::app {

// Creates what the seeds of the command line say and is not there.
class Seeder {
 public:
  // Both are read when the seeds are applied.
  Seeder(offline::Seed seed, base::Caller caller, api::Services& services)
      : seed_(std::move(seed)), caller_(std::move(caller)), services_(services) {}

  // A flow, prompt or alias is there if its name is; the n-th version of a flow or prompt in the
  // seeds, if number n is. A new flow is prepared. Errors: those of the calls, with the file and
  // the place; what was created before stays. Threads: any but the I/O thread.
  base::Result<void> apply();

 private:
  // The answer that describes what the call would create; nullopt where it is not there.
  base::Result<std::optional<std::string>> find(const offline::SeedCall& call);
  base::Result<base::Json> create(const offline::SeedCall& call);
  base::Result<void> prepare(const std::string& flow_id, const std::string& name);

  offline::Seed seed_;
  base::Caller caller_;
  api::Services& services_;
};

}  // namespace flows::app
