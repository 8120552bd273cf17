#include "nodes/service_nodes.h"

#include <gmock/gmock.h>

#include "nodes/node_harness.h"

// LambdaFunction, KnowledgeBase, Agent, Lex, Storage, Retrieval and InlineCode: what they ask, and
// what they make of the answer.
namespace flows::nodes {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;
using ::testing::HasSubstr;

// Keeps the last call of each kind, and answers what the test says.
class AskedServices final : public FunctionClient,
                            public KnowledgeClient,
                            public AgentClient,
                            public LexClient,
                            public CodeRunner {
 public:
  Result<Json> invoke(const FunctionCall& call) override {
    function = call;
    return answer;
  }
  Result<Json> retrieve(const RetrieveCall& call) override {
    search = call;
    return answer;
  }
  Result<AgentResponse> invoke_agent(const AgentCall& call) override {
    agent = call;
    if (!answer) return answer.error();
    return AgentResponse{.text = answer->get<std::string>(), .input_required = asks};
  }
  Result<std::string> recognize(const LexCall& call) override {
    lex = call;
    if (!answer) return answer.error();
    return answer->get<std::string>();
  }
  Result<Json> run(const CodeCall& call) override {
    code = call;
    return answer;
  }

  Result<Json> answer = Json("answer");
  bool asks = false;
  std::optional<FunctionCall> function = {};
  std::optional<RetrieveCall> search = {};
  std::optional<AgentCall> agent = {};
  std::optional<LexCall> lex = {};
  std::optional<CodeCall> code = {};
};

class ServiceNodes : public NodeHarness {
 protected:
  ServiceNodes() : asking_{model_, asked_, asked_, asked_, asked_, services_, asked_, services_} {}

  Result<NodeOutcome> ask(const std::string& json, Values values) {
    ASSIGN_OR_RETURN(const NodeProgram program, compile(json));
    const NodeContext usual = context();
    const NodeContext context{.clients = asking_,
                              .clock = usual.clock,
                              .ids = usual.ids,
                              .flow_input = usual.flow_input,
                              .run = usual.run,
                              .latency = "optimized",
                              .deadline = usual.deadline};
    return program(NodeInputs(std::move(values)), context);
  }

  // What a node asks has: who asks, for which run, until when.
  void expect_asked_by(const Call& call, const std::string& node) {
    EXPECT_EQ(call.node, node);
    EXPECT_EQ(call.run.execution_id, "the execution");
    EXPECT_EQ(call.deadline, clock_.now() + std::chrono::minutes(5));
  }

  AskedServices asked_;
  Clients asking_;
};

const std::string kFunction =
    R"({"name":"Price","type":"LambdaFunction","configuration":{"lambdaFunction":{"lambdaArn":)"
    R"("arn:aws:lambda:us-east-1:123456789012:function:price:live"}},"inputs":[)"
    R"({"name":"lines","type":"Array","expression":"$.data.lines"},)"
    R"({"name":"open","type":"Object","expression":"$.data"},)"
    R"({"name":"third","type":"Number","expression":"$.data.lines[2]"}],)"
    R"("outputs":[{"name":"functionResponse","type":"Object"}]})";

TEST_F(ServiceNodes, AFunctionGetsTheInputsInTheOrderOfTheirDeclaration) {
  const auto outcome = ask(kFunction, {{"third", 6}, {"lines", Json::array({4, 5, 6})}});
  ASSERT_TRUE(outcome);
  expect_asked_by(*asked_.function, "Price");
  EXPECT_EQ(asked_.function->function, "arn:aws:lambda:us-east-1:123456789012:function:price:live");
  // An input that nothing is connected to is left out.
  EXPECT_EQ(base::to_text(asked_.function->event),
            R"({"messageVersion":"1.0","flow":{"flowArn":"the flow","flowAliasArn":"the alias"},)"
            R"("node":{"name":"Price","inputs":[{"name":"lines","type":"Array","expression":)"
            R"("$.data.lines","value":[4,5,6]},{"name":"third","type":"Number","expression":)"
            R"("$.data.lines[2]","value":6}]}})");
  const auto& given = std::get<Produced>(*outcome);
  EXPECT_EQ(given.outputs.front().second, "answer");
  EXPECT_EQ(given.call.action->service_name, "lambda");
  EXPECT_EQ(given.call.action->operation_name, "Invoke");
  EXPECT_EQ(given.call.action->request.at("payload"), asked_.function->event);
  EXPECT_EQ(given.call.action->response, Json({{"statusCode", 200}, {"payload", "answer"}}));
}

TEST_F(ServiceNodes, WhatAServiceSaysOfItsFailureIsTheNodesFailure) {
  asked_.answer = Error{ErrorCode::kDependencyFailed, "out of stock", {}, "Lambda"};
  const std::pair<std::string, Values> nodes[] = {
      {kFunction, {{"lines", Json::array()}}},
      {R"({"name":"Kb","type":"KnowledgeBase","configuration":{"knowledgeBase":)"
       R"({"knowledgeBaseId":"KB12345678"}}})",
       {{"retrievalQuery", "tea"}}},
      {R"({"name":"A","type":"Agent","configuration":{"agent":{"agentAliasArn":"a/b/c"}}})",
       {{"agentInputText", "hi"}}},
      {R"({"name":"L","type":"Lex","configuration":{"lex":{"botAliasArn":"b",)"
       R"("localeId":"en_US"}}})",
       {{"inputText", "hi"}}},
      {R"({"name":"C","type":"InlineCode","configuration":{"inlineCode":{"code":"1",)"
       R"("language":"Python_3"}}})",
       {}}};
  for (const auto& [json, values] : nodes) {
    const auto outcome = ask(json, values);
    ASSERT_FALSE(outcome) << json;
    EXPECT_EQ(outcome.error(), asked_.answer.error()) << json;
  }
}

std::string knowledge_base_of(const std::string& more, const std::string& output) {
  return R"({"name":"Search","type":"KnowledgeBase","configuration":{"knowledgeBase":)"
         R"({"knowledgeBaseId":"KB12345678")" +
         more + R"(}},"outputs":[{"name":")" + output + R"(","type":"String"}]})";
}

TEST_F(ServiceNodes, AKnowledgeBaseWithoutAModelGivesWhatItFinds) {
  asked_.answer = Json::array({{{"content", {{"text", "Tea."}}}}});
  const auto outcome = ask(knowledge_base_of(R"(,"numberOfResults":3)", "retrievalResults"),
                           {{"retrievalQuery", "tea"}});
  ASSERT_TRUE(outcome);
  expect_asked_by(*asked_.search, "Search");
  EXPECT_EQ(asked_.search->knowledge_base_id, "KB12345678");
  EXPECT_EQ(asked_.search->query, "tea");
  EXPECT_EQ(asked_.search->results_max, 3);
  EXPECT_EQ(std::get<Produced>(*outcome).outputs.front().second, *asked_.answer);
  EXPECT_TRUE(model_.calls.empty());
}

TEST_F(ServiceNodes, WithAModelThatAnswersFromWhatIsFound) {
  asked_.answer =
      Json::array({{{"content", {{"text", "One."}}}}, {{"content", {{"text", "$query$"}}}}});
  const auto outcome = ask(
      knowledge_base_of(
          R"(,"modelId":"m","promptTemplate":{"textPromptTemplate":"$query$: $search_results$"})"
          R"(,"inferenceConfiguration":{"text":{"maxTokens":9}})",
          "outputText"),
      {{"retrievalQuery", "tea"}});
  ASSERT_TRUE(outcome);
  ASSERT_EQ(model_.calls.size(), 1U);
  EXPECT_EQ(model_.calls[0].prompt, "tea: One.\n\n$query$") << "what is put in is left alone";
  EXPECT_EQ(model_.calls[0].model_id, "m");
  EXPECT_EQ(model_.calls[0].latency, "optimized");
  EXPECT_EQ(model_.calls[0].inference_config.at("maxTokens"), 9);
  EXPECT_EQ(std::get<Produced>(*outcome).outputs.front().second, "tea: One.\n\n$query$");
}

TEST_F(ServiceNodes, AnOutputThatAKnowledgeBaseDoesNotGiveIsRefusedBeforeTheRun) {
  EXPECT_THAT(failure(knowledge_base_of("", "outputText")),
              HasSubstr("a KnowledgeBase node without a model gives retrievalResults"));
  EXPECT_THAT(failure(knowledge_base_of(R"(,"modelId":"m")", "retrievalResults")),
              HasSubstr("a KnowledgeBase node with a model gives outputText"));
}

const std::string kAgent =
    R"({"name":"Book","type":"Agent","configuration":{"agent":{"agentAliasArn":)"
    R"("arn:aws:bedrock:us-east-1:123456789012:agent-alias/AGENT12345/ALIAS12345"}}})";

TEST_F(ServiceNodes, AnAgentGetsTextAndAttributes) {
  const Json session = {{"user", "Ann"}};
  const auto outcome = ask(kAgent, {{"agentInputText", "hi"}, {"sessionAttributes", session}});
  ASSERT_TRUE(outcome);
  expect_asked_by(*asked_.agent, "Book");
  EXPECT_EQ(asked_.agent->text, "hi");
  EXPECT_EQ(asked_.agent->session_attributes, session);
  EXPECT_TRUE(asked_.agent->prompt_attributes.is_null());
  const auto& given = std::get<Produced>(*outcome);
  EXPECT_EQ(given.outputs.front().first, "agentResponse");
  EXPECT_EQ(given.outputs.front().second, "answer");
  EXPECT_EQ(given.call.action->request.at("agentId"), "AGENT12345");
  EXPECT_EQ(given.call.action->request.at("agentAliasId"), "ALIAS12345");
  EXPECT_EQ(given.call.action->request.at("sessionState"), Json({{"sessionAttributes", session}}));
  ASSERT_EQ(given.call.agent_traces.size(), 1U);
  EXPECT_EQ(given.call.agent_traces[0].session_id, "the execution");
  EXPECT_THAT(base::to_text(given.call.agent_traces[0].trace), HasSubstr("FINISH"));
}

TEST_F(ServiceNodes, AnAgentGetsJsonForWhatIsNotText) {
  ASSERT_TRUE(ask(kAgent, {{"agentInputText", {{"a", 1}}}}));
  EXPECT_EQ(asked_.agent->text, R"({"a":1})");
}

TEST_F(ServiceNodes, AnAgentMayAskTheUser) {
  asked_.asks = true;
  const auto outcome = ask(kAgent, {{"agentInputText", "hi"}});
  ASSERT_TRUE(outcome);
  const auto& asked = std::get<Asked>(*outcome);
  EXPECT_EQ(asked.question, "answer");
  EXPECT_EQ(asked.call.action->operation_name, "InvokeAgent");
  EXPECT_THAT(base::to_text(asked.call.agent_traces[0].trace), HasSubstr("ASK_USER"));
}

TEST_F(ServiceNodes, ABotGetsTextAttributesAndLocale) {
  const auto outcome =
      ask(R"({"name":"Menu","type":"Lex","configuration":{"lex":{"botAliasArn":"the bot",)"
          R"("localeId":"de_DE"}}})",
          {{"inputText", "hi"}, {"requestAttributes", {{"a", "b"}}}});
  ASSERT_TRUE(outcome);
  expect_asked_by(*asked_.lex, "Menu");
  EXPECT_EQ(asked_.lex->bot_alias_arn, "the bot");
  EXPECT_EQ(asked_.lex->locale_id, "de_DE");
  EXPECT_EQ(asked_.lex->text, "hi");
  EXPECT_EQ(asked_.lex->request_attributes, Json({{"a", "b"}}));
  EXPECT_TRUE(asked_.lex->session_attributes.is_null());
  EXPECT_EQ(std::get<Produced>(*outcome).outputs.front().second, "answer");
}

TEST_F(ServiceNodes, CodeSeesItsInputsAsVariables) {
  asked_.answer = Json({{"total", 3}});
  const auto outcome =
      ask(R"({"name":"Sum","type":"InlineCode","configuration":{"inlineCode":{"code":"a + b",)"
          R"("language":"Python_3"}}})",
          {{"a", 1}, {"b", Json::array({2})}});
  ASSERT_TRUE(outcome);
  expect_asked_by(*asked_.code, "Sum");
  EXPECT_EQ(asked_.code->code, "a + b");
  const std::vector<std::pair<std::string, Json>> variables = {{"a", 1}, {"b", Json::array({2})}};
  EXPECT_EQ(asked_.code->variables, variables);
  EXPECT_EQ(std::get<Produced>(*outcome).outputs.front().second, Json({{"total", 3}}));
}

const std::string kBucket = R"("configuration":{"%":{"serviceConfiguration":{"s3":)"
                            R"({"bucketName":"letters"}}}})";

std::string bucket_node(std::string type, const std::string& output_type) {
  std::string key = type;
  key[0] = static_cast<char>(key[0] - 'A' + 'a');
  std::string configuration = kBucket;
  configuration.replace(configuration.find('%'), 1, key);
  return R"({"name":"Node","type":")" + type + "\"," + configuration +
         R"(,"outputs":[{"name":"out","type":")" + output_type + "\"}]}";
}

TEST_F(ServiceNodes, StorageWritesTextAsItIsAndAllElseAsJson) {
  EXPECT_EQ(produced(bucket_node("Storage", "String"), {{"content", "Dear"}, {"objectKey", "a/b"}}),
            "s3://letters/a/b");
  EXPECT_EQ((services_.objects[{"letters", "a/b"}]), "Dear");
  produced(bucket_node("Storage", "String"), {{"content", {{"a", 1}}}, {"objectKey", "a/b"}});
  EXPECT_EQ((services_.objects[{"letters", "a/b"}]), R"({"a":1})");
}

TEST_F(ServiceNodes, RetrievalReadsTextOrJson) {
  services_.objects[{"letters", "k"}] = "[1,2]";
  EXPECT_EQ(produced(bucket_node("Retrieval", "String"), {{"objectKey", "k"}}), "[1,2]");
  EXPECT_EQ(produced(bucket_node("Retrieval", "Array"), {{"objectKey", "k"}}), Json::array({1, 2}));
  services_.objects[{"letters", "k"}] = "[1,";
  EXPECT_THAT(failure(bucket_node("Retrieval", "Array"), {{"objectKey", "k"}}),
              HasSubstr("The object s3://letters/k that Node Node reads is not valid JSON"));
  EXPECT_EQ(failure(bucket_node("Retrieval", "String"), {{"objectKey", "none"}}),
            "There is no such object.");
}

}  // namespace
}  // namespace flows::nodes
