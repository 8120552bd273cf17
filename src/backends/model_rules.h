#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "backends/answer_template.h"
#include "backends/rule_list.h"
#include "nodes/clients.h"

namespace flows::backends {

// A reply of a model that succeeds.
struct Completion {
  AnswerTemplate text = AnswerTemplate::echo();
  std::string stop_reason = "end_turn";
  std::optional<std::int64_t> input_tokens = {};   // nothing: counted
  std::optional<std::int64_t> output_tokens = {};  // nothing: counted
};

// The list `models`, see RuleList.
struct ModelKind {
  using Call = nodes::ModelCall;
  using Answer = Completion;

  static constexpr std::string_view kList = "models";
  static constexpr std::string_view kCallKind = "model";
  static constexpr std::string_view kOperation = "Converse";
  static const rules::MatchKey<Call> kMatchKeys[4];
  static const AnswerKey<Answer> kAnswerKeys[5];
  static const ReplyKey<Answer> kReplyKeys[4];
  static const Service& service() { return kModelService; }
  static std::string describe(const Call& call);
  static base::Json request_json(const Call& call);
};

using ModelRules = RuleList<ModelKind>;
using ModelReply = Reply<Completion>;

// The answer that `reply` gives to `call`. Where it says no count of tokens, a token is a word: a
// run of characters without ASCII white space.
base::Result<nodes::ModelAnswer> answer(const ModelReply& reply, const nodes::ModelCall& call);

}  // namespace flows::backends
