#include "backends/prompt_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "store/prompt_store.h"
#include "support/fake_clock.h"

namespace flows::backends {
namespace {

using base::Json;
using base::Result;
using ::testing::HasSubstr;

class PromptLibraryTest : public ::testing::Test {
 protected:
  // What is found of a prompt that is stored with this text in the place of its variants.
  Result<Json> find(std::optional<std::string> variants, std::optional<std::string> chosen = {},
                    const std::string& region = "us-east-1") {
    const auto db = store::Database::open({}).value();
    const auto created = db->write([&](store::WriteTxn& txn) {
      return store::create_prompt(
          txn, {.account = "123456789012", .region = "us-east-1"}, "PROMPT0001",
          {.name = "one", .default_variant = std::move(chosen)}, clock_.now());
    });
    // What is no JSON is not even given back; it is stored all the same, as other hands may do.
    const auto changed = db->write([&](store::WriteTxn& txn) -> Result<void> {
      txn.apply("UPDATE prompt SET variants_json = ?", variants);
      return {};
    });
    CHECK(created.has_value() && changed.has_value(), "the prompt is stored");
    nodes::PromptCall call{{.node = "Ask",
                            .run = {.flow_arn = "arn:aws:bedrock:us-east-1:123456789012:flow/F"},
                            .deadline = base::TimePoint::max()}};
    call.prompt_arn = "arn:aws:bedrock:" + region + ":123456789012:prompt/PROMPT0001";
    return PromptLibrary(*db).find_prompt(call);
  }

  testing::FakeClock clock_;
};

TEST_F(PromptLibraryTest, TheDefaultVariantIsFound) {
  const std::string variants = R"([{"name":"a","modelId":"1"},{"name":"b","modelId":"2"}])";
  EXPECT_EQ(find(variants, "b")->at("modelId"), "2");
  EXPECT_EQ(find(variants)->at("modelId"), "1");
}

TEST_F(PromptLibraryTest, OtherRegionsHaveNoSuchPrompt) {
  EXPECT_THAT(find("[{}]", {}, "eu-west-1").error().message,
              HasSubstr("is no prompt of this account and region"));
}

TEST_F(PromptLibraryTest, VariantsThatCannotBeReadAreTheCallsFailure) {
  for (const char* variants : {"", "x", "[1", "null", "5", "{}", "\"[]\""}) {
    const auto found = find(variants, "a");
    ASSERT_FALSE(found) << variants;
    EXPECT_EQ(found.error().code, base::ErrorCode::kInternalServer) << variants;
    EXPECT_THAT(found.error().message, HasSubstr("the stored variants_json of a row of prompt (id "
                                                 "PROMPT0001, "))
        << variants;
  }
}

TEST_F(PromptLibraryTest, WithoutAVariantThereIsNothingToFind) {
  EXPECT_THAT(find({}).error().message, HasSubstr("has no variant"));
  EXPECT_THAT(find("[]").error().message, HasSubstr("has no variant"));
}

TEST_F(PromptLibraryTest, AVariantOfAnOddShapeIsNeverChosenByItsName) {
  const std::string good = R"({"name":"a","modelId":"2"})";
  for (const std::string odd : {"null", "5", "[]", "{}", R"({"name":null})", R"({"name":["a"]})"}) {
    EXPECT_EQ(find("[" + odd + "," + good + "]", "a").value(), *base::parse_json(good)) << odd;
  }
}

}  // namespace
}  // namespace flows::backends
