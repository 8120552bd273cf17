#pragma once

#include <string>
#include <string_view>

#include "backends/respond.h"
#include "backends/rule_list.h"
#include "nodes/clients.h"

// The kinds of rules besides models, see RuleList.
namespace flows::backends {

// `lambdas`.
struct FunctionKind {
  using Call = nodes::FunctionCall;
  using Response = base::Json;  // what the function returns
  using Reply = Response;

  static constexpr std::string_view kList = "lambdas";
  static constexpr std::string_view kCallKind = "lambda";
  static constexpr std::string_view kOperation = "Invoke";
  static const rules::MatchKey<Call> kMatchKeys[2];
  static const ResponderKey<FunctionKind> kResponderKeys[4];
  static const ReplyKey<Reply> kReplyKeys[1];
  static const Service& service() { return kFunctionService; }
  static std::string describe(const Call& call);
  static base::Json request_json(const Call& call);
};

// `knowledgeBases`.
struct KnowledgeKind {
  using Call = nodes::RetrieveCall;
  using Response = base::Json;  // an array of results in the form of Retrieve
  using Reply = Response;

  static constexpr std::string_view kList = "knowledgeBases";
  static constexpr std::string_view kCallKind = "knowledgeBase";
  static constexpr std::string_view kOperation = "Retrieve";
  static const rules::MatchKey<Call> kMatchKeys[4];
  static const ResponderKey<KnowledgeKind> kResponderKeys[3];
  static const ReplyKey<Reply> kReplyKeys[1];
  static const Service& service() { return kKnowledgeService; }
  static std::string describe(const Call& call);
  static base::Json request_json(const Call& call);
};

// `agents`.
struct AgentKind {
  using Call = nodes::AgentCall;
  using Response = nodes::AgentResponse;
  using Reply = Response;

  static constexpr std::string_view kList = "agents";
  static constexpr std::string_view kCallKind = "agent";
  static constexpr std::string_view kOperation = "InvokeAgent";
  static const rules::MatchKey<Call> kMatchKeys[4];
  static const ResponderKey<AgentKind> kResponderKeys[2];
  static const ReplyKey<Reply> kReplyKeys[2];
  static const Service& service() { return kAgentService; }
  static std::string describe(const Call& call);
  static base::Json request_json(const Call& call);
};

// `lexBots`.
struct LexKind {
  using Call = nodes::LexCall;
  using Response = std::string;  // the name of the intent
  using Reply = Response;

  static constexpr std::string_view kList = "lexBots";
  static constexpr std::string_view kCallKind = "lex";
  static constexpr std::string_view kOperation = "RecognizeText";
  static const rules::MatchKey<Call> kMatchKeys[4];
  static const ResponderKey<LexKind> kResponderKeys[2];
  static const ReplyKey<Reply> kReplyKeys[1];
  static const Service& service() { return kLexService; }
  static std::string describe(const Call& call);
  static base::Json request_json(const Call& call);
};

}  // namespace flows::backends
