#include "app/validate_command.h"

#include <iostream>

#include "app/scratch_api.h"
#include "flows/version.h"
#include "offline/flow_file.h"

namespace flows::app {

int validate(const offline::ValidateOptions& options) {
  const auto api = ScratchApi::open(offline::offline_caller());
  if (!api) {
    std::cerr << "bedrock-flows-local: " << api.error().message << '\n';
    return 2;
  }
  const auto try_call = [&](const offline::SeedCall& call) { return (*api)->make(call); };
  return offline::validate_files(options, version(), try_call, std::cout, std::cerr);
}

}  // namespace flows::app
