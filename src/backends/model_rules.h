#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "backends/reply_template.h"
#include "backends/respond.h"
#include "backends/rule_list.h"
#include "nodes/clients.h"

namespace flows::backends {

// The content of a reply of a model.
struct Completion {
  std::optional<ReplyTemplate<nodes::ModelCall>> text = {};  // if absent, the prompt
  std::string stop_reason = "end_turn";
  std::optional<std::int64_t> input_tokens = {};   // if absent, they are counted
  std::optional<std::int64_t> output_tokens = {};  // if absent, they are counted
};

// The list `models`, see RuleList.
struct ModelKind {
  using Call = nodes::ModelCall;
  using Response = nodes::ModelResponse;
  using Reply = Completion;

  static constexpr std::string_view kList = "models";
  static constexpr std::string_view kCallKind = "model";
  static constexpr std::string_view kOperation = "Converse";
  static const rules::MatchKey<Call> kMatchKeys[5];
  static const ResponderKey<ModelKind> kResponderKeys[5];
  static const ReplyKey<Reply> kReplyKeys[4];
  static const Service& service() { return kModelService; }
  static std::string describe(const Call& call);
  static base::Json request_json(const Call& call);

  // Returns the response for `reply`. Missing counts of tokens are computed: each run of characters
  // without ASCII white space is a token. Errors: kDependencyFailed if the text is too long.
  static base::Result<Response> respond(const Reply& reply, const Call& call);
};

using ModelRules = RuleList<ModelKind>;
}  // namespace flows::backends
