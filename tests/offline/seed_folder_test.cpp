#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string_view>

#include "offline/seed.h"
#include "offline/seed_fixture.h"

namespace flows::offline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kPlainFlow =
    "Resources:\n  F: {Type: AWS::Bedrock::Flow, Properties: {Name: f}}\n";
constexpr std::string_view kPlainDefinition = R"({"nodes": [], "connections": []})";

TEST_F(SeedTest, AFileOfAFolderThatCannotBeReadCostsOnlyItself) {
  write("s/a.yaml", kPlainFlow);
  write("s/b.json", "{ // no JSON");
  write("s/c.json", "");
  write("s/d.json", R"({"Parameters": {"Given": {"Type": "String"}}, "Resources": {"F": {
    "Type": "AWS::Bedrock::Flow", "Properties": {"DefinitionString": {"Ref": "Given"}}}}})");
  const base::Result<Seed> seed = read(folder() / "s");
  ASSERT_TRUE(seed) << seed.error().message;
  FakeApi api;
  ASSERT_TRUE(seed->apply(std::ref(api), report_failure));
  EXPECT_EQ(api.calls.size(), 1U);
  EXPECT_THAT(seed->failures(),
              ElementsAre(HasSubstr("s/b.json is not valid JSON"), HasSubstr("s/c.json"),
                          HasSubstr("s/d.json: Resources.F.Properties.DefinitionString.Ref: the "
                                    "parameter Given has no Default")));
  EXPECT_FALSE(read(folder() / "s/b.json"));
}

TEST_F(SeedTest, WhatIsCalledAssetIsPassedOverBesideAManifestOfCdk) {
  write("s/a.yaml", kPlainFlow);
  write("s/asset.abc/b.json", kPlainDefinition);
  write("s/asset.def.json", kPlainDefinition);
  const auto count = [&] {
    FakeApi api;
    EXPECT_TRUE(read(folder() / "s")->apply(std::ref(api), report_failure));
    return api.calls.size();
  };
  EXPECT_EQ(count(), 3U);
  write("s/manifest.json", R"({"version": "36.0.0", "artifacts": {}})");
  EXPECT_EQ(count(), 1U);
}

}  // namespace
}  // namespace flows::offline
