#include <gmock/gmock.h>

#include "api/api_fixture.h"
#include "base/limits.h"

// These tests of InvokeFlow need a clock that can be moved, or larger data than a client would
// send. The others are in tests/sdk.
namespace flows::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// An agent that asks a question in response to one text, and books in response to any other.
class AskingAgent final : public nodes::AgentClient {
 public:
  base::Result<nodes::AgentResponse> invoke_agent(const nodes::AgentCall& call) override {
    before();
    if (call.text == asks_after)
      return nodes::AgentResponse{.text = question, .input_required = true};
    return nodes::AgentResponse{.text = "Booked: " + call.text};
  }

  std::function<void()> before = [] {};
  std::string asks_after = "Travel";
  std::string question = "Which city?";
};

class InvokeFlowTest : public ApiFixture {
 protected:
  void SetUp() override {
    create_flow_named("one", kAsking);
    prepare("FLOW000001");
  }

  // The names of the frames, or the summary of the error.
  std::vector<std::string> invoke(const std::string& input,
                                  const std::string& execution = "my-run") {
    std::vector<std::string> frames;
    StreamWriter writer{.open = [](const auto& /*headers*/) { return true; },
                        .write =
                            [&](const std::string& frame) {
                              frames.push_back(frame);
                              return true;
                            }};
    const wire::Request request{
        .method = "POST",
        .target = "/flows/FLOW000001/aliases/TSTALIASID",
        .headers = {},
        .body = R"({"executionId":")" + execution + R"(","inputs":[)" + input + "]}"};
    const auto found = route(request, *wire::parse_target(request.target));
    const auto read = read_request(*found, request, caller_);
    if (!read) return {read.error().message};
    const auto end = serve_stream(*found, *read, asking_services_, writer);
    if (const auto* refused = std::get_if<wire::Response>(&end)) return {summary(*refused)};
    for (const std::string& frame : std::get<StreamEnd>(end).frames) frames.push_back(frame);
    return frames;
  }

  std::vector<std::string> begin() {
    return invoke(
        R"({"nodeName":"In","nodeOutputName":"document","content":{"document":"Travel"}})");
  }
  std::vector<std::string> answer() {
    return invoke(
        R"({"nodeName":"Ask","nodeInputName":"agentInputText","content":{"document":"Paris"}})");
  }

  inline static const std::string kAsking =
      R"({"nodes":[{"name":"In","type":"Input","outputs":[{"name":"document","type":"String"}]},)"
      R"({"name":"Ask","type":"Agent","configuration":{"agent":{"agentAliasArn":)"
      R"("arn:aws:bedrock:us-east-1:123456789012:agent-alias/AGENT12345/ALIAS12345"}},"inputs":)"
      R"([{"name":"agentInputText","type":"String","expression":"$.data"}],"outputs":)"
      R"([{"name":"agentResponse","type":"String"}]},)"
      R"({"name":"Out","type":"Output","inputs":)"
      R"([{"name":"document","type":"String","expression":"$.data"}]}],"connections":)"
      R"([{"name":"InToAsk","type":"Data","source":"In","target":"Ask","configuration":)"
      R"({"data":{"sourceOutput":"document","targetInput":"agentInputText"}}},)"
      R"({"name":"AskToOut","type":"Data","source":"Ask","target":"Out","configuration":)"
      R"({"data":{"sourceOutput":"agentResponse","targetInput":"document"}}}]})";

  AskingAgent agent_;
  nodes::Clients clients_{model_, echoes_, echoes_, agent_, echoes_, echoes_, echoes_, echoes_};
  runs::RunManager asking_runs_{{.flow_timeout = std::chrono::hours(1)}, clients_, clock_, ids_};
  FlowTargets asking_targets_{*db_, asking_runs_};
  Services asking_services_ = services_with(asking_runs_, asking_targets_);
};

TEST_F(InvokeFlowTest, AnAnswerWithinAnHourGoesOn) {
  EXPECT_THAT(begin(), ElementsAre(HasSubstr("flowMultiTurnInputRequestEvent"),
                                   HasSubstr("INPUT_REQUIRED")));
  clock_.advance(base::limits::kConversationLifetime - std::chrono::seconds(1));
  EXPECT_THAT(answer(), ElementsAre(HasSubstr("Booked: Paris"), HasSubstr("SUCCESS")));
}

TEST_F(InvokeFlowTest, AnAnswerAfterAnHourIsRefused) {
  begin();
  clock_.advance(base::limits::kConversationLifetime);
  EXPECT_THAT(answer(), ElementsAre(HasSubstr("400 ValidationException")));
  EXPECT_THAT(answer(), ElementsAre(HasSubstr("has waited for longer than 1 hour")));
}

TEST_F(InvokeFlowTest, TheHourBeginsAnewWithEachQuestion) {
  agent_.question = "Where?";
  begin();
  clock_.advance(std::chrono::minutes(50));
  agent_.asks_after = "Paris";
  EXPECT_THAT(answer(), ElementsAre(HasSubstr("Where?"), HasSubstr("INPUT_REQUIRED")));
  clock_.advance(std::chrono::minutes(50));
  agent_.asks_after = "";
  EXPECT_THAT(answer(), ElementsAre(HasSubstr("Booked: Paris"), HasSubstr("SUCCESS")));
}

TEST_F(InvokeFlowTest, AConversationThatIsTooLongToKeepFails) {
  static_assert(base::limits::kConversationBytesMax == 67'108'864);
  // Each turn appears three times: as the question, and in two traces.
  agent_.question = std::string(base::limits::kDocumentBytesMax, 'q');
  EXPECT_THAT(begin(), ElementsAre(HasSubstr("qqq"), HasSubstr("INPUT_REQUIRED")));
  agent_.asks_after = "Paris";
  EXPECT_THAT(answer(), ElementsAre(AllOf(HasSubstr("validationException"),
                                          HasSubstr("takes more than 67108864 bytes"))));
  EXPECT_THAT(answer(), ElementsAre(HasSubstr("does not wait for an answer")));
}

// Nothing else would give what the node was about to give.
TEST_F(InvokeFlowTest, ANodeThatADamagedHistoryCutsOffRunsAgain) {
  std::string definition = kAsking;
  definition.replace(definition.find(R"(],"connections":[)"), 1,
                     R"(,{"name":"Copy","type":"Output","inputs":)"
                     R"([{"name":"document","type":"String","expression":"$.data"}]}])");
  definition.replace(definition.rfind("]}"), 2,
                     R"(,{"name":"InToCopy","type":"Data","source":"In","target":"Copy",)"
                     R"("configuration":{"data":{"sourceOutput":"document","targetInput":)"
                     R"("document"}}}]})");
  const auto updated = call("PUT", "/flows/FLOW000001/",
                            R"({"name":"one","executionRoleArn":")" + std::string(kRole) +
                                R"(","definition":)" + definition + "}");
  ASSERT_EQ(updated.status, 200) << updated.body;
  prepare("FLOW000001");
  EXPECT_THAT(begin(), Contains(HasSubstr("INPUT_REQUIRED")));
  ASSERT_TRUE(db_->write([](store::WriteTxn& txn) -> base::Result<void> {
    auto row = txn.query("SELECT history_json FROM conversation");
    EXPECT_TRUE(row.step());
    base::Json history = base::parse_json(row.view(0)).value();
    EXPECT_EQ(history.back()["kind"], "flowOutput");
    history.erase(history.size() - 1);
    txn.apply("UPDATE conversation SET history_json = ?", base::to_text(history));
    return {};
  }));
  EXPECT_THAT(answer(), AllOf(Contains(HasSubstr("Travel")), Contains(HasSubstr("Booked: Paris")),
                              Contains(HasSubstr("SUCCESS"))));
}

TEST_F(InvokeFlowTest, AnAnswerToADamagedConversationFailsAloneUntilItBeginsAnew) {
  constexpr void (*kDamages[])(store::WriteTxn & txn) = {
      [](store::WriteTxn& txn) { txn.apply("UPDATE conversation SET history_json = 'x'"); },
      [](store::WriteTxn& txn) { txn.apply("UPDATE conversation SET history_json = ''"); },
      [](store::WriteTxn& txn) { txn.apply("UPDATE conversation SET history_json = '[]'"); },
      [](store::WriteTxn& txn) {
        txn.apply(
            "UPDATE conversation SET history_json = replace(history_json, 'Which', 'What')"
            ", definition_json = 'x'");
      },
      [](store::WriteTxn& txn) {
        txn.apply(
            "UPDATE conversation SET definition_json = replace(definition_json, 'Agent',"
            " 'Teleporter')");
      },
      [](store::WriteTxn& txn) {
        txn.apply(
            "UPDATE conversation SET history_json = replace(history_json, 'inputRequired',"
            " 'nodeOutput')");
      },
  };
  for (const auto damage : kDamages) {
    EXPECT_THAT(begin(), ElementsAre(HasSubstr("Which city?"), HasSubstr("INPUT_REQUIRED")));
    ASSERT_TRUE(db_->write([&](store::WriteTxn& txn) -> base::Result<void> {
      damage(txn);
      return {};
    }));
    for (int time = 0; time < 2; ++time) {
      EXPECT_THAT(answer(),
                  ElementsAre(AllOf(HasSubstr("500 InternalServerException"),
                                    HasSubstr("The conversation of the execution my-run cannot go "
                                              "on, since what is stored of it is damaged"))));
    }
  }
  begin();
  EXPECT_THAT(answer(), ElementsAre(HasSubstr("Booked: Paris"), HasSubstr("SUCCESS")));
}

TEST_F(InvokeFlowTest, ARunWhoseFlowIsDeletedMeanwhileCannotWait) {
  agent_.before = [this] { EXPECT_EQ(call("DELETE", "/flows/FLOW000001").status, 200); };
  EXPECT_THAT(begin(), ElementsAre(HasSubstr("resourceNotFoundException")));
}

}  // namespace
}  // namespace flows::api
