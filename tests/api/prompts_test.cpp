#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/api_fixture.h"

namespace flows::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kVariant =
    R"({"name":"v","templateType":"TEXT","templateConfiguration":{"text":{"text":"Say {{x}}",)"
    R"("inputVariables":[{"name":"x"}]}},"modelId":"amazon.nova-lite-v1:0",)"
    R"("inferenceConfiguration":{"text":{"temperature":0.5,"stopSequences":["."]}},)"
    R"("additionalModelRequestFields":{"top_k":3}})";

class Prompts : public ApiFixture {
 protected:
  wire::Response create(const std::string& name, const std::string& more = "") {
    return call("POST", "/prompts/", fmt::format(R"({{"name":"{}"{}}})", name, more));
  }
  std::string with_variant() const {
    return fmt::format(R"(,"defaultVariant":"v","variants":[{}])", kVariant);
  }
};

TEST_F(Prompts, CreatingOneReturnsAllThatItStored) {
  const auto response =
      create("one", with_variant() +
                        R"(,"description":"text","tags":{"a":"1"},"customerEncryptionKeyArn":)"
                        R"("arn:aws:kms:us-east-1:123456789012:key/)" +
                        std::string(36, 'a') + '"');
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body,
            R"({"arn":"arn:aws:bedrock:us-east-1:123456789012:prompt/PROMPT0001",)"
            R"("createdAt":"2026-08-01T00:00:00.000000000Z","customerEncryptionKeyArn":)"
            R"("arn:aws:kms:us-east-1:123456789012:key/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",)"
            R"("defaultVariant":"v","description":"text","id":"PROMPT0001","name":"one",)"
            R"("updatedAt":"2026-08-01T00:00:00.000000000Z","variants":[)" +
                std::string(kVariant) + R"(],"version":"DRAFT"})");
  EXPECT_EQ(call("GET", "/prompts/PROMPT0001/").body, response.body);
}

TEST_F(Prompts, ANameIsAllThatAPromptNeeds) {
  EXPECT_EQ(create("one").body,
            R"({"arn":"arn:aws:bedrock:us-east-1:123456789012:prompt/PROMPT0001",)"
            R"("createdAt":"2026-08-01T00:00:00.000000000Z","id":"PROMPT0001","name":"one",)"
            R"("updatedAt":"2026-08-01T00:00:00.000000000Z","version":"DRAFT"})");
}

TEST_F(Prompts, ARepeatedTokenGetsTheFirstResponse) {
  const std::string token = R"(,"clientToken":"0123456789012345678901234567890123456789")";
  const auto first = create("one", token);
  EXPECT_EQ(create("one", token).body, first.body);
  EXPECT_THAT(summary(create("two", token)), HasSubstr("409 ConflictException"));
}

TEST_F(Prompts, ATakenNameIsAConflict) {
  ASSERT_EQ(create("one").status, 201);
  EXPECT_EQ(summary(create("one")),
            "409 ConflictException "
            R"({"message":"Cannot create a new prompt as a prompt with the same name already )"
            R"(exists."})");
}

TEST_F(Prompts, OneMoreThanTheQuotaIsRefused) {
  services_.quotas.prompts_per_account = 1;
  ASSERT_EQ(create("one").status, 201);
  EXPECT_EQ(summary(create("two")),
            "402 ServiceQuotaExceededException "
            R"({"message":"Your request exceeds the quota of 1 prompts per account."})");
}

TEST_F(Prompts, TheDefaultVariantIsOneOfTheVariants) {
  EXPECT_EQ(summary(create("one", R"(,"defaultVariant":"v")")),
            "400 ValidationException "
            R"({"message":"The default variant v is none of the prompt's variants."})");
}

TEST_F(Prompts, AVariantDoesNotContradictItself) {
  const auto with = [&](const std::string& variant) {
    return summary(create("one", R"(,"variants":[{"name":"v",)" + variant + "}]"));
  };
  EXPECT_THAT(with(R"("templateType":"CHAT","templateConfiguration":{"text":{"text":"t"}})"),
              HasSubstr("the template type CHAT, so its template configuration must be 'chat'"));
  EXPECT_THAT(
      with(R"("templateType":"TEXT","templateConfiguration":{"text":{"text":"t"}},)"
           R"("modelId":"m","genAiResource":{"agent":{"agentIdentifier":)"
           R"("arn:aws:bedrock:us-east-1:123456789012:agent-alias/ABCDEFGHIJ/ABCDEFGHIJ"}})"),
      HasSubstr("has a modelId and a genAiResource"));
  EXPECT_EQ(call("GET", "/prompts/").body, R"({"promptSummaries":[]})");
}

TEST_F(Prompts, AnUpdateReplacesTheDraftWhole) {
  ASSERT_EQ(create("one", with_variant() + R"(,"description":"text")").status, 201);
  clock_.advance(std::chrono::seconds(1));
  const auto response = call("PUT", "/prompts/PROMPT0001/", R"({"name":"two"})");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body,
            R"({"arn":"arn:aws:bedrock:us-east-1:123456789012:prompt/PROMPT0001",)"
            R"("createdAt":"2026-08-01T00:00:00.000000000Z","id":"PROMPT0001","name":"two",)"
            R"("updatedAt":"2026-08-01T00:00:01.000000000Z","version":"DRAFT"})");
  EXPECT_EQ(call("GET", "/prompts/PROMPT0001/").body, response.body);
  EXPECT_EQ(summary(call("PUT", "/prompts/PROMPT0009/", R"({"name":"two"})")), kNotFound);
}

TEST_F(Prompts, MetadataOnlyLeavesTheVariantsOut) {
  ASSERT_EQ(create("one", with_variant()).status, 201);
  EXPECT_THAT(call("GET", "/prompts/PROMPT0001/?includedData=METADATA_ONLY").body,
              Not(HasSubstr("variants")));
  EXPECT_THAT(call("GET", "/prompts/PROMPT0001/?includedData=ALL_DATA").body,
              HasSubstr(R"("variants":[)"));
}

TEST_F(Prompts, DeletingOneFreesItsName) {
  ASSERT_EQ(create("one").status, 201);
  const auto response = call("DELETE", "/prompts/PROMPT0001/");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"id":"PROMPT0001"})");
  EXPECT_EQ(summary(call("GET", "/prompts/PROMPT0001/")), kNotFound);
  EXPECT_EQ(summary(call("DELETE", "/prompts/PROMPT0001/")), kNotFound);
  EXPECT_EQ(create("one").status, 201);
}

TEST_F(Prompts, AreListedFromTheLatestCreated) {
  for (const auto* const name : {"a", "b", "c"}) {
    ASSERT_EQ(create(name, R"(,"description":"text")").status, 201);
    clock_.advance(std::chrono::seconds(1));
  }
  ASSERT_EQ(call("PUT", "/prompts/PROMPT0001/", R"({"name":"a"})").status, 200);
  const auto first = base::parse_json(call("GET", "/prompts/?maxResults=2").body).value();
  EXPECT_EQ(first["promptSummaries"][0]["name"], "c");
  EXPECT_EQ(base::to_text(first["promptSummaries"][1]),
            R"({"arn":"arn:aws:bedrock:us-east-1:123456789012:prompt/PROMPT0002",)"
            R"("createdAt":"2026-08-01T00:00:01.000000000Z","description":"text",)"
            R"("id":"PROMPT0002","name":"b","updatedAt":"2026-08-01T00:00:01.000000000Z",)"
            R"("version":"DRAFT"})");
  const auto token = first["nextToken"].get<std::string>();
  const auto rest =
      base::parse_json(call("GET", "/prompts/?maxResults=2&nextToken=" + token).body).value();
  EXPECT_EQ(rest["promptSummaries"].size(), 1U);
  EXPECT_EQ(rest["promptSummaries"][0]["name"], "a");
  EXPECT_FALSE(rest.contains("nextToken"));
}

}  // namespace
}  // namespace flows::api
