#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/reply_template.h"
#include "backends/respond.h"
#include "backends/rule_list.h"
#include "nodes/clients.h"

// The kinds of rules besides models, see RuleList.
namespace flows::backends {

// A reply of a function: what it returns, or the template of a text that it returns.
struct FunctionReply {
  base::Json payload = {};
  std::optional<ReplyTemplate<nodes::FunctionCall>> text = {};
};

// `lambdas`.
struct FunctionKind {
  using Call = nodes::FunctionCall;
  using Response = base::Json;  // what the function returns
  using Reply = FunctionReply;

  static constexpr std::string_view kList = "lambdas";
  static constexpr std::string_view kCallKind = "lambda";
  static constexpr std::string_view kOperation = "Invoke";
  static const rules::MatchKey<Call> kMatchKeys[3];
  static const ResponderKey<FunctionKind> kResponderKeys[4];
  static const ReplyKey<Reply> kReplyKeys[2];
  static const Service& service() { return kFunctionService; }
  static std::string describe(const Call& call);
  static base::Json request_json(const Call& call);

  // Returns the response for `reply`. Errors: those of ReplyTemplate::render.
  static base::Result<Response> respond(const Reply& reply, const Call& call);
};

// One result of a reply: in the form of Retrieve, but without its text.
struct ResultReply {
  std::optional<ReplyTemplate<nodes::RetrieveCall>> text = {};  // always there once it was read
  base::Json json = {{"content", {{"text", ""}, {"type", "TEXT"}}}};
};

// `knowledgeBases`.
struct KnowledgeKind {
  using Call = nodes::RetrieveCall;
  using Response = base::Json;  // an array of results in the form of Retrieve
  using Reply = std::vector<ResultReply>;

  static constexpr std::string_view kList = "knowledgeBases";
  static constexpr std::string_view kCallKind = "knowledgeBase";
  static constexpr std::string_view kOperation = "Retrieve";
  static const rules::MatchKey<Call> kMatchKeys[5];
  static const ResponderKey<KnowledgeKind> kResponderKeys[3];
  static const ReplyKey<Reply> kReplyKeys[2];
  static const Service& service() { return kKnowledgeService; }
  static std::string describe(const Call& call);
  static base::Json request_json(const Call& call);

  // Returns the response for `reply`. Errors: those of ReplyTemplate::render.
  static base::Result<Response> respond(const Reply& reply, const Call& call);
};

// A reply of an agent.
struct AgentReply {
  std::optional<ReplyTemplate<nodes::AgentCall>> text = {};  // always there once it was read
  bool input_required = false;
};

// `agents`.
struct AgentKind {
  using Call = nodes::AgentCall;
  using Response = nodes::AgentResponse;
  using Reply = AgentReply;

  static constexpr std::string_view kList = "agents";
  static constexpr std::string_view kCallKind = "agent";
  static constexpr std::string_view kOperation = "InvokeAgent";
  static const rules::MatchKey<Call> kMatchKeys[5];
  static const ResponderKey<AgentKind> kResponderKeys[2];
  static const ReplyKey<Reply> kReplyKeys[3];
  static const Service& service() { return kAgentService; }
  static std::string describe(const Call& call);
  static base::Json request_json(const Call& call);

  // Returns the response for `reply`. Errors: those of ReplyTemplate::render.
  static base::Result<Response> respond(const Reply& reply, const Call& call);
};

// `lexBots`.
struct LexKind {
  using Call = nodes::LexCall;
  using Response = std::string;  // the name of the intent
  using Reply = Response;

  static constexpr std::string_view kList = "lexBots";
  static constexpr std::string_view kCallKind = "lex";
  static constexpr std::string_view kOperation = "RecognizeText";
  static const rules::MatchKey<Call> kMatchKeys[5];
  static const ResponderKey<LexKind> kResponderKeys[2];
  static const ReplyKey<Reply> kReplyKeys[1];
  static const Service& service() { return kLexService; }
  static std::string describe(const Call& call);
  static base::Json request_json(const Call& call);
};

}  // namespace flows::backends
