#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "backends/answer_template.h"
#include "backends/json_place.h"
#include "base/result.h"
#include "nodes/clients.h"

namespace flows::backends {

// A reply that succeeds.
struct Completion {
  AnswerTemplate text = AnswerTemplate::echo();
  std::string stop_reason = "end_turn";
  std::optional<std::int64_t> input_tokens = {};   // nothing: counted
  std::optional<std::int64_t> output_tokens = {};  // nothing: counted
};

// What a rule answers once: a completion, or the failure of the call.
using ModelReply = std::variant<Completion, base::Error>;

// Reads `respond`: one reply, or a list of them. Never empty. Errors: kValidation with the pointer.
base::Result<std::vector<ModelReply>> read_replies(const JsonPlace& place);

// The answer that `reply` gives to `call`. Where it says no count of tokens, a token is a word: a
// run of characters without ASCII white space.
base::Result<nodes::ModelAnswer> answer(const ModelReply& reply, const nodes::ModelCall& call);

}  // namespace flows::backends
