#include "offline/run_command.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "support/echo_model.h"
#include "support/fake_clock.h"
#include "support/sequential_ids.h"
#include "support/temp_dir.h"

namespace flows::offline {
namespace {

constexpr const char* kRunDefinition = R"({"nodes":[
  {"name":"In1","type":"Input","outputs":[{"name":"document","type":"String"}]},
  {"name":"Out1","type":"Output","inputs":[{"name":"document",
     "type":"String","expression":"$.data"}]}],
 "connections":[{"name":"C1","type":"Data","source":"In1","target":"Out1",
   "configuration":{"data":{"sourceOutput":"document","targetInput":"document"}}}]})";

class RunFlowFile : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& text) {
    const std::filesystem::path file = dir_.path() / "flow.json";
    std::ofstream(file) << text;
    return file;
  }

  int run(RunOptions options) {
    return run_flow_file(options, {.clients = testing::clients_of(model_, services_),
                                   .clock = clock_,
                                   .ids = ids_,
                                   .out = out_,
                                   .errors = errors_,
                                   .add_prompt = [this](const RehearsedPrompt& prompt) {
                                     prompts_.push_back(prompt.id);
                                     return base::Result<void>();
                                   }});
  }

  testing::TempDir dir_;
  testing::FakeClock clock_;
  testing::SequentialIds ids_;
  testing::EchoModel model_;
  testing::EchoServices services_;
  std::ostringstream out_;
  std::ostringstream errors_;
  std::vector<std::string> prompts_;  // the IDs of those that were added
};

TEST_F(RunFlowFile, AFlowWhoseConditionIsFalseIsNoneAsForAServer) {
  const auto flow = [](const std::string& id, const std::string& condition) {
    return "\"" + id + R"(": {"Type": "AWS::Bedrock::Flow", "Condition": ")" + condition +
           R"(", "Properties": {"Name": "f", "DefinitionString": )" +
           base::to_text(base::Json(kRunDefinition)) + "}}";
  };
  const std::string start = R"({"Conditions": {"Yes": {"Fn::Equals": [1, 1]},
    "No": {"Fn::Equals": [1, 2]}}, "Resources": {)";
  const auto file = write(start + flow("Dev", "Yes") + "," + flow("Prod", "No") + "}}");
  EXPECT_EQ(run({.file = file, .flow = "f", .input = R"("hi")"}), 0);
  EXPECT_EQ(run({.file = file, .flow = "Prod", .input = R"("hi")"}), 2);
  EXPECT_NE(
      errors_.str().find("no such flow is created, for its condition does not hold: Prod (f)"),
      std::string::npos)
      << errors_.str();
}

TEST_F(RunFlowFile, TheFilesOfEqualNamesAreListed) {
  for (const char* name : {"a.json", "b.json", "c.json"}) {
    const std::string flow = *name == 'c' ? "other" : "same";
    std::ofstream(dir_.path() / name)
        << R"({"name": ")" << flow << R"(", "definition": )" << kRunDefinition << "}";
  }
  EXPECT_EQ(run({.file = dir_.path(), .input = R"("hi")"}), 2);
  EXPECT_NE(errors_.str().find("say which by --flow NAME, or run its file: same in " +
                               (dir_.path() / "a.json").string() + ", same in " +
                               (dir_.path() / "b.json").string() + ", other\n"),
            std::string::npos)
      << errors_.str();
}

TEST_F(RunFlowFile, PrintsALineForEachEventThatInvokeFlowStreams) {
  EXPECT_EQ(run({.file = write(kRunDefinition), .input = R"("hi")"}), 0);
  EXPECT_EQ(out_.str(), R"({"flowOutputEvent":{"content":{"document":"hi"},"nodeName":"Out1",)"
                        R"("nodeType":"FlowOutputNode"}})"
                        "\n"
                        R"({"flowCompletionEvent":{"completionReason":"SUCCESS"}})"
                        "\n");
  EXPECT_EQ(errors_.str(), "");
}

TEST_F(RunFlowFile, AFailedRunIsOneAndItsExceptionIsPrinted) {
  EXPECT_EQ(run({.file = write(kRunDefinition), .input = "5"}), 1);
  EXPECT_TRUE(out_.str().starts_with(R"({"validationException":)")) << out_.str();
}

TEST_F(RunFlowFile, WhatCannotBeReadIsTwoAndRunsNothing) {
  EXPECT_EQ(run({.file = write(kRunDefinition), .input = "hello"}), 2);
  EXPECT_EQ(run({.file = dir_.path() / "absent.json", .input = "5"}), 2);
  EXPECT_EQ(run({.file = write(R"({"nodes":[],"connections":[]})"), .input = "5"}), 2);
  EXPECT_EQ(out_.str(), "");
  EXPECT_NE(errors_.str().find("The text of --input is not valid JSON"), std::string::npos);
}

TEST_F(RunFlowFile, AFlowIsChosenByItsNameOrItsLogicalId) {
  const std::string flows =
      R"({"Resources": {"One": {"Type": "AWS::Bedrock::Flow", "Properties": {"Name": "first",
          "DefinitionString": "{}"}},
        "Bad": {"Type": "AWS::Bedrock::Flow", "Properties": {"Name": {"Ref": "Nobody"}}},
        "Two": {"Type": "AWS::Bedrock::Flow", "Properties": {"Name": {"Fn::Sub": "second"},
          "DefinitionString": )" +
      base::to_text(base::Json(kRunDefinition)) + "}}}}";
  const auto file = write(flows);
  EXPECT_EQ(run({.file = file, .flow = "Two", .input = R"("hi")"}), 0);
  EXPECT_EQ(run({.file = file, .flow = "second", .input = R"("hi")"}), 0);
  EXPECT_EQ(run({.file = dir_.path(), .flow = "second", .input = R"("hi")"}), 0);
  EXPECT_EQ(errors_.str(), "");
  EXPECT_EQ(run({.file = file, .input = R"("hi")"}), 2);
  EXPECT_NE(
      errors_.str().find("holds 2 flows: say which by --flow NAME: One (first), Two (second)"),
      std::string::npos)
      << errors_.str();
  EXPECT_EQ(run({.file = file, .flow = "third", .input = R"("hi")"}), 2);
  EXPECT_NE(errors_.str().find("no flow called third, but these: One (first), Two (second)"),
            std::string::npos);
  EXPECT_EQ(run({.file = file, .flow = "Bad", .input = R"("hi")"}), 2);
  EXPECT_NE(errors_.str().find("Nobody is no parameter"), std::string::npos);
}

TEST_F(RunFlowFile, OnlyThePromptsThatTheFlowNamesAreAdded) {
  const std::string prompt = R"({"Type": "AWS::Bedrock::Prompt", "Metadata": {"FlowsLocal": {"Id":
    ")";
  const std::string rest = R"("}}, "Properties": {"Name": ")";
  EXPECT_EQ(run({.file = write(R"({"Resources": {"P": )" + prompt + "USED000001" + rest +
                               R"(p"}}, "Q": )" + prompt + "UNUSED0001" + rest + R"(q"}},
      "F": {"Type": "AWS::Bedrock::Flow", "Properties": {"Name": "f", "Definition": {"Nodes": [
        {"Name": "In1", "Type": "Input", "Outputs": [{"Name": "document", "Type": "String"}]},
        {"Name": "Ask", "Type": "Prompt", "Configuration": {"Prompt": {"SourceConfiguration":
          {"Resource": {"PromptArn": {"Fn::GetAtt": ["P", "Arn"]}}}}},
         "Outputs": [{"Name": "modelCompletion", "Type": "String"}]},
        {"Name": "Out1", "Type": "Output", "Inputs": [{"Name": "document", "Type": "String",
          "Expression": "$.data"}]}],
       "Connections": [{"Name": "C1", "Type": "Data", "Source": "In1", "Target": "Out1",
         "Configuration": {"Data": {"SourceOutput": "document", "TargetInput": "document"
          }}}]}}}}})"),
                 .input = R"("hi")"}),
            0)
      << errors_.str();
  EXPECT_EQ(prompts_, std::vector<std::string>{"USED000001"});
}

TEST_F(RunFlowFile, AFlowWithAnUnknownPartOrPromptIsRefusedByTheNameOfTheParameter) {
  for (const char* node :
       {R"({"Name": "Ask", "Type": {"Ref": "Nobodys"}})",
        R"({"Name": "Ask", "Type": "Prompt", "Outputs": [{"Name": "modelCompletion", "Type":
          "String"}], "Configuration": {"Prompt": {"SourceConfiguration": {"Resource": {
          "PromptArn": {"Ref": "Nobodys"}}}}}})"}) {
    const auto file = write(R"({"Parameters": {"Nobodys": {"Type": "String"}}, "Resources": {
      "F": {"Type": "AWS::Bedrock::Flow", "Properties": {"Name": "f", "Definition": {"Nodes": [
        {"Name": "In1", "Type": "Input", "Outputs": [{"Name": "document", "Type": "String"}]},
        {"Name": "Out1", "Type": "Output", "Inputs": [{"Name": "document", "Type": "String",
          "Expression": "$.data"}]}, )" +
                            std::string(node) + R"(],
       "Connections": [{"Name": "C1", "Type": "Data", "Source": "In1", "Target": "Out1",
         "Configuration": {"Data": {"SourceOutput": "document", "TargetInput": "document"
          }}}]}}}}})");
    errors_.str("");
    EXPECT_EQ(run({.file = file, .input = R"("hi")"}), 2);
    EXPECT_NE(errors_.str().find("cannot be run, because its definition depends on values that "
                                 "only AWS or the creator of the stack knows: Nobodys\n"),
              std::string::npos)
        << errors_.str();
  }
}

}  // namespace
}  // namespace flows::offline
