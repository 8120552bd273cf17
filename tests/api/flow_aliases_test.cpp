#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/api_fixture.h"
#include "store/tag_store.h"

namespace flows::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FlowAliases : public ApiFixture {
 protected:
  void SetUp() override { create_flow_named("one"); }

  wire::Response create(const std::string& name, const std::string& version = "DRAFT",
                        const std::string& more = "") {
    return call("POST", "/flows/FLOW000001/aliases",
                fmt::format(R"({{"name":"{}","routingConfiguration":[{{"flowVersion":"{}"}}]{}}})",
                            name, version, more));
  }

  wire::Response update(const std::string& id, const std::string& name, const std::string& version,
                        const std::string& more = "") {
    return call("PUT", "/flows/FLOW000001/aliases/" + id,
                fmt::format(R"({{"name":"{}","routingConfiguration":[{{"flowVersion":"{}"}}]{}}})",
                            name, version, more));
  }
};

TEST_F(FlowAliases, CreatingOneReturnsAllThatItStored) {
  prepare("FLOW000001");
  ASSERT_EQ(call("POST", "/flows/FLOW000001/versions").status, 201);
  const auto response = create("live", "1",
                               R"(,"description":"text","concurrencyConfiguration":)"
                               R"({"type":"Manual","maxConcurrency":5},"tags":{"a":"1"})");
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body,
            R"({"arn":"arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001/alias/ALIAS00001",)"
            R"("concurrencyConfiguration":{"type":"Manual","maxConcurrency":5},)"
            R"("createdAt":"2026-08-01T00:00:00.000000000Z","description":"text",)"
            R"("flowId":"FLOW000001","id":"ALIAS00001","name":"live",)"
            R"("routingConfiguration":[{"flowVersion":"1"}],)"
            R"("updatedAt":"2026-08-01T00:00:00.000000000Z"})");
  EXPECT_EQ(call("GET", "/flows/FLOW000001/aliases/ALIAS00001").body, response.body);
  const auto tags = db_->read([&](store::ReadTxn& txn) -> base::Result<std::vector<store::Tag>> {
    return store::list_tags(txn, caller_, "flow/FLOW000001/alias/ALIAS00001");
  });
  EXPECT_THAT(tags.value(), ElementsAre(store::Tag{"a", "1"}));
}

TEST_F(FlowAliases, TheTestAliasIsThereFromTheStart) {
  EXPECT_EQ(call("GET", "/flows/FLOW000001/aliases/TSTALIASID").body,
            R"({"arn":"arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001/alias/TSTALIASID",)"
            R"("createdAt":"2026-08-01T00:00:00.000000000Z","flowId":"FLOW000001",)"
            R"("id":"TSTALIASID","name":"TSTALIASID",)"
            R"("routingConfiguration":[{"flowVersion":"DRAFT"}],)"
            R"("updatedAt":"2026-08-01T00:00:00.000000000Z"})");
}

TEST_F(FlowAliases, NeedAFlowAndAVersionThatExist) {
  EXPECT_EQ(summary(create("live", "1")), kNotFound);
  EXPECT_EQ(summary(call("POST", "/flows/FLOW000009/aliases",
                         R"({"name":"live","routingConfiguration":[{"flowVersion":"DRAFT"}]})")),
            kNotFound);
}

TEST_F(FlowAliases, ARouteNeedsAVersion) {
  EXPECT_EQ(summary(call("POST", "/flows/FLOW000001/aliases",
                         R"({"name":"live","routingConfiguration":[{}]})")),
            "400 ValidationException "
            R"({"message":"1 validation error detected: Value null at )"
            R"('routingConfiguration.1.member.flowVersion' failed to satisfy constraint: Member )"
            R"(must not be null","fieldList":[{"name":"routingConfiguration.1.member.flowVersion",)"
            R"("message":"Value null at 'routingConfiguration.1.member.flowVersion' failed to )"
            R"(satisfy constraint: Member must not be null"}]})");
}

TEST_F(FlowAliases, ATakenNameIsAConflict) {
  ASSERT_EQ(create("live").status, 201);
  EXPECT_EQ(summary(create("live")),
            "409 ConflictException "
            R"({"message":"Cannot create a new alias as an alias with the same name already )"
            R"(exists."})");
}

TEST_F(FlowAliases, TheEleventhExceedsTheQuota) {
  for (int at = 0; at < 10; ++at) ASSERT_EQ(create(fmt::format("alias-{}", at)).status, 201);
  EXPECT_EQ(summary(create("one-too-many")),
            "402 ServiceQuotaExceededException "
            R"({"message":"Your request exceeds the quota of 10 aliases per flow."})");
}

TEST_F(FlowAliases, TakeAnArnWhoseFlowMustBeThatOfThePath) {
  create_flow_named("two");
  ASSERT_EQ(create("live").status, 201);
  const std::string arn = "arn:aws:bedrock:us-east-1:123456789012:flow%2FFLOW000001%2Falias%2F";
  EXPECT_EQ(call("GET", "/flows/FLOW000001/aliases/" + arn + "ALIAS00001").status, 200);
  EXPECT_EQ(summary(call("GET", "/flows/FLOW000002/aliases/" + arn + "TSTALIASID")), kNotFound);
  EXPECT_EQ(summary(call("GET", "/flows/FLOW000001/aliases/ALIAS00009")), kNotFound);
}

TEST_F(FlowAliases, AnUpdateReplacesAllThatItMayChange) {
  prepare("FLOW000001");
  ASSERT_EQ(call("POST", "/flows/FLOW000001/versions").status, 201);
  ASSERT_EQ(create("live", "DRAFT",
                   R"(,"description":"text","concurrencyConfiguration":{"type":"Automatic"})")
                .status,
            201);
  clock_.advance(std::chrono::seconds(1));
  const auto response = update("ALIAS00001", "changed", "1");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body,
            R"({"arn":"arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001/alias/ALIAS00001",)"
            R"("createdAt":"2026-08-01T00:00:00.000000000Z","flowId":"FLOW000001",)"
            R"("id":"ALIAS00001","name":"changed","routingConfiguration":[{"flowVersion":"1"}],)"
            R"("updatedAt":"2026-08-01T00:00:01.000000000Z"})");
  EXPECT_EQ(call("GET", "/flows/FLOW000001/aliases/ALIAS00001").body, response.body);
}

TEST_F(FlowAliases, AnUpdateNeedsAVersionThatExistsAndAFreeName) {
  ASSERT_EQ(create("a").status, 201);
  ASSERT_EQ(create("b").status, 201);
  EXPECT_EQ(summary(update("ALIAS00001", "a", "7")), kNotFound);
  EXPECT_THAT(summary(update("ALIAS00001", "b", "DRAFT")), HasSubstr("409 ConflictException"));
  EXPECT_EQ(update("ALIAS00001", "a", "DRAFT").status, 200);
  EXPECT_EQ(summary(update("ALIAS00009", "c", "DRAFT")), kNotFound);
}

TEST_F(FlowAliases, TheTestAliasKeepsItsNameAndItsRoute) {
  prepare("FLOW000001");
  ASSERT_EQ(call("POST", "/flows/FLOW000001/versions").status, 201);
  EXPECT_THAT(summary(update("TSTALIASID", "TSTALIASID", "1")),
              HasSubstr("400 ValidationException"));
  EXPECT_THAT(summary(update("TSTALIASID", "other", "DRAFT")),
              HasSubstr("400 ValidationException"));
  EXPECT_THAT(update("TSTALIASID", "TSTALIASID", "DRAFT", R"(,"description":"text")").body,
              HasSubstr(R"("description":"text")"));
}

TEST_F(FlowAliases, DeletingOneFreesItsNameAndTakesItsTagsAlong) {
  ASSERT_EQ(create("live", "DRAFT", R"(,"tags":{"a":"1"})").status, 201);
  const auto response = call("DELETE", "/flows/FLOW000001/aliases/ALIAS00001");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"flowId":"FLOW000001","id":"ALIAS00001"})");
  EXPECT_EQ(summary(call("DELETE", "/flows/FLOW000001/aliases/ALIAS00001")), kNotFound);
  EXPECT_EQ(create("live").status, 201);
  const auto tags = db_->read([&](store::ReadTxn& txn) -> base::Result<std::vector<store::Tag>> {
    return store::list_tags(txn, caller_, "flow/FLOW000001/alias/ALIAS00001");
  });
  EXPECT_TRUE(tags->empty());
}

TEST_F(FlowAliases, TheTestAliasCannotBeDeleted) {
  EXPECT_THAT(summary(call("DELETE", "/flows/FLOW000001/aliases/TSTALIASID")),
              HasSubstr("400 ValidationException"));
  EXPECT_EQ(call("GET", "/flows/FLOW000001/aliases/TSTALIASID").status, 200);
}

TEST_F(FlowAliases, AreListedFromTheLatestWithTheTestAliasLast) {
  ASSERT_EQ(create("a").status, 201);
  clock_.advance(std::chrono::seconds(1));
  ASSERT_EQ(create("b").status, 201);
  std::vector<std::string> names;
  std::string query = "?maxResults=1";
  for (int at = 0; at < 3; ++at) {
    const auto page =
        base::parse_json(call("GET", "/flows/FLOW000001/aliases" + query).body).value();
    for (const auto& alias : page["flowAliasSummaries"]) names.push_back(alias["name"]);
    query = "?maxResults=1&nextToken=" + page.value("nextToken", "none");
  }
  EXPECT_THAT(names, ElementsAre("b", "a", "TSTALIASID"));
  EXPECT_THAT(query, HasSubstr("none"));
  EXPECT_EQ(summary(call("GET", "/flows/FLOW000009/aliases")), kNotFound);
}

}  // namespace
}  // namespace flows::api
