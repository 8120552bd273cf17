#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "backends/json_place.h"
#include "backends/model_reply.h"
#include "backends/text_test.h"
#include "backends/turns.h"
#include "base/result.h"
#include "nodes/clients.h"

namespace flows::backends {

// A condition of a rule, and the row of its key (see model_rules.cpp).
struct ModelCondition {
  std::size_t row = 0;
  TextTest test;
};

// One rule of `models`: which calls it serves, and how.
struct ModelRule {
  std::vector<ModelCondition> match = {};  // all must fit
  std::vector<ModelReply> replies = {};    // in turn, the last one from then on
  std::chrono::milliseconds delay{0};
  Turns turns = Turns();
};

// What serves one call. Lives as long as its ModelRules.
struct ServingRule {
  const ModelReply& reply;
  std::chrono::milliseconds delay;
};

// The list `models`. Immutable, but for the turns that its rules have taken. Threads: any.
class ModelRules {
 public:
  // Errors: kValidation with the pointer of the fault.
  static base::Result<ModelRules> compile(const JsonPlace& list);

  // The first rule that fits and has a turn left, which it takes; nothing if there is none.
  [[nodiscard]] std::optional<ServingRule> serve(const nodes::ModelCall& call) const;

  // Why no rule serves `call`: the rule that came closest and what of it does not fit.
  [[nodiscard]] std::string why_none(const nodes::ModelCall& call) const;

 private:
  std::vector<ModelRule> rules_;
};

}  // namespace flows::backends
