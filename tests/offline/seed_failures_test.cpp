// What happens to the others when a resource of a seed cannot be created.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "offline/seed_fixture.h"

namespace flows::offline {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kSmallSeed =
    "Resources:\n  F:\n    Type: AWS::Bedrock::Flow\n    Properties: {Name: f}\n";

TEST_F(SeedTest, ASecondFlowOfOneNameIsNotCreated) {
  write("s/a.json", R"({"name": "f", "definition": {}})");
  const std::filesystem::path second = write("s/b.yaml", kSmallSeed);
  const base::Result<Seed> seed = read(folder() / "s");
  ASSERT_TRUE(seed);
  ASSERT_EQ(seed->failures().size(), 1u);
  EXPECT_THAT(seed->failures().front(),
              ::testing::MatchesRegex(".*/s/b.yaml: not created: F, for .*/s/a.json creates what "
                                      "has the same name: f; seed .*/s/b.yaml alone to have it"));
  EXPECT_THAT(
      Seed::read({folder() / "s" / "a.json", second}, {}).error().message,
      ::testing::MatchesRegex(".*/s/b.yaml: F: f is already the name of what .*/s/a.json creates"));
  write("s/b.yaml", "name: f\nvariants: []\n");
  EXPECT_TRUE(read(folder() / "s")->failures().empty());
}

TEST_F(SeedTest, StagesWithEqualNamesCostOneSentence) {
  const std::string stage =
      "Resources:\n  F: {Type: 'AWS::Bedrock::Flow', Properties: {Name: f}}\n"
      "  P: {Type: 'AWS::Bedrock::Prompt', Properties: {Name: p}}\n"
      "  V: {Type: 'AWS::Bedrock::FlowVersion', Properties: {FlowArn: !Ref F}}\n";
  write("s/Dev.yaml", stage);
  write("s/Prod.yaml", stage + "  G: {Type: 'AWS::Bedrock::Flow', Properties: {Name: g}}\n");
  const base::Result<Seed> seed = read(folder() / "s");
  ASSERT_TRUE(seed);
  ASSERT_EQ(seed->failures().size(), 1u);
  EXPECT_THAT(seed->failures().front(), HasSubstr("Prod.yaml: not created: P, F, V, for "));
  FakeApi api;
  ASSERT_TRUE(seed->apply(std::ref(api), report_failure));
  EXPECT_EQ(api.calls.size(), 4u);
  EXPECT_EQ(api.calls.back().input["name"], "g");
}

TEST_F(SeedTest, AnEqualNameHidesNoOtherFaultOfTheFile) {
  write("s/Dev.yaml", "Resources:\n  F: {Type: 'AWS::Bedrock::Flow', Properties: {Name: f}}\n");
  write("s/Prod.yaml",
        "Resources:\n  F: {Type: 'AWS::Bedrock::Flow', Properties: {Name: f}}\n"
        "  G: {Type: 'AWS::Bedrock::Flow', Properties: {Name: g}}\n"
        "  H: {Type: 'AWS::Bedrock::Flow', Properties: {Name: g}}\n");
  const base::Result<Seed> seed = read(folder() / "s");
  ASSERT_TRUE(seed);
  EXPECT_THAT(seed->failures(), ::testing::UnorderedElementsAre(
                                    HasSubstr("Prod.yaml: not created: F, for "),
                                    HasSubstr("H is not created: g is already the name of what ")));
}

TEST_F(SeedTest, WhatIsRefusedCostsOnlyItselfAndWhatNeedsIt) {
  const std::filesystem::path file =
      write("a.yaml",
            "Resources:\n  F: {Type: 'AWS::Bedrock::Flow', Properties: {Name: f}}\n"
            "  V: {Type: 'AWS::Bedrock::FlowVersion', Properties: {FlowArn: !Ref F}}\n"
            "  G: {Type: 'AWS::Bedrock::Flow', Properties: {Name: g}}\n");
  const base::Result<Seed> seed = read(file);
  ASSERT_TRUE(seed);
  FakeApi api;
  std::vector<std::string> failures;
  const auto applied = seed->apply(
      [&](const SeedCall& call) -> base::Result<base::Json> {
        if (call.origin.id == "F") return base::Error{base::ErrorCode::kValidation, "no"};
        return api(call);
      },
      [&](const SeedOrigin& origin, const base::Error& why) {
        failures.push_back(origin.id + ": " + why.message);
      });
  EXPECT_TRUE(applied);
  EXPECT_THAT(failures, ::testing::ElementsAre(
                            "F: no", "V: Resources.V.Properties.FlowArn.Ref: F is not created"));
  ASSERT_EQ(api.calls.size(), 1u);
  EXPECT_EQ(api.calls.front().origin.id, "G");
}

TEST_F(SeedTest, APathOfWhichNothingIsCreatedIsAnErrorThatSaysWhere) {
  const std::filesystem::path file = write("a.yaml", kSmallSeed);
  const std::filesystem::path next = write("b.json", R"({"nodes": [], "connections": []})");
  const base::Result<Seed> seed = Seed::read({file, next}, {});
  ASSERT_TRUE(seed);
  base::ErrorCode code = base::ErrorCode::kConflict;
  FakeApi api;
  const auto refuse_first = [&](const SeedCall& call) -> base::Result<base::Json> {
    if (call.origin.file == 0) return base::Error{code, "no"};
    return api(call);
  };
  for (const std::size_t calls_count : {1u, 1u}) {
    const auto applied = seed->apply(refuse_first, [](const auto&, const auto&) {});
    ASSERT_FALSE(applied);
    EXPECT_EQ(applied.error().message, file.string() + ": F: no");
    EXPECT_EQ(applied.error().code, code);
    EXPECT_EQ(api.calls.size(), calls_count);
    code = base::ErrorCode::kInternalServer;  // the second time, nothing else is tried
  }
}

}  // namespace
}  // namespace flows::offline
