#pragma once

#include "nodes/clients.h"

namespace flows::testing {

// A model for tests of the rooms below backends: answers with the prompt itself.
class EchoModel final : public nodes::ModelClient {
 public:
  base::Result<nodes::ModelAnswer> converse(const nodes::ModelCall& call) override {
    calls.push_back(call);
    return nodes::ModelAnswer{.text = call.prompt, .input_tokens = 1, .output_tokens = 1};
  }

  std::vector<nodes::ModelCall> calls = {};
};

}  // namespace flows::testing
