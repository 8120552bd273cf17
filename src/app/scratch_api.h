#pragma once

#include <memory>

#include "base/caller.h"
#include "base/json.h"
#include "base/result.h"
#include "offline/seed.h"

namespace flows::app {

// An API in memory that begins with nothing. It creates the resources of seeds with the code of a
// seeded server, so that the commands without a server find out what that would refuse. Threads:
// one at a time.
class ScratchApi {
 public:
  // Resources are created for `caller`. Errors: those of the database.
  static base::Result<std::unique_ptr<ScratchApi>> open(base::Caller caller);

  ~ScratchApi();

  // Makes the call; see Seeder::make.
  base::Result<base::Json> make(const offline::SeedCall& call);

 private:
  struct Parts;

  explicit ScratchApi(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace flows::app
