#include "offline/run_command.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

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
                                   .errors = errors_});
  }

  testing::TempDir dir_;
  testing::FakeClock clock_;
  testing::SequentialIds ids_;
  testing::EchoModel model_;
  testing::EchoServices services_;
  std::ostringstream out_;
  std::ostringstream errors_;
};

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

}  // namespace
}  // namespace flows::offline
