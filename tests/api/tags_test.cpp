#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/api_fixture.h"
#include "base/limits.h"

namespace flows::api {
namespace {

using ::testing::HasSubstr;

class Tags : public ApiFixture {
 protected:
  void SetUp() override {
    create_flow_named("one");
    ASSERT_EQ(call("POST", "/prompts/", R"({"name":"one"})").status, 201);
    ASSERT_EQ(call("POST", "/prompts/PROMPT0001/versions").status, 201);
  }

  static std::string path(const std::string& resource) {
    return "/tags/arn:aws:bedrock:us-east-1:123456789012:" + resource;
  }
  wire::Response put(const std::string& resource, const std::string& tags) {
    return call("POST", path(resource), R"({"tags":{)" + tags + "}}");
  }
  std::string tags_of(const std::string& resource) { return call("GET", path(resource)).body; }
};

TEST_F(Tags, EveryKindOfResourceHasItsOwn) {
  const std::vector<std::string> resources = {"flow%2FFLOW000001",
                                              "flow%2FFLOW000001%2Falias%2FTSTALIASID",
                                              "prompt%2FPROMPT0001", "prompt%2FPROMPT0001:1"};
  for (std::size_t at = 0; at < resources.size(); ++at) {
    EXPECT_EQ(tags_of(resources[at]), R"({"tags":{}})");
    const auto response = put(resources[at], fmt::format(R"("n":"{}")", at));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "{}");
  }
  for (std::size_t at = 0; at < resources.size(); ++at) {
    EXPECT_EQ(tags_of(resources[at]), fmt::format(R"({{"tags":{{"n":"{}"}}}})", at));
  }
}

TEST_F(Tags, AddAndReplaceAndGo) {
  ASSERT_EQ(put("flow%2FFLOW000001", R"("a":"1","b":"2")").status, 200);
  ASSERT_EQ(put("flow%2FFLOW000001", R"("b":"3","c":"")").status, 200);
  EXPECT_EQ(tags_of("flow%2FFLOW000001"), R"({"tags":{"a":"1","b":"3","c":""}})");
  const auto response =
      call("DELETE", path("flow%2FFLOW000001") + "?tagKeys=a&tagKeys=c&tagKeys=none");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "{}");
  EXPECT_EQ(tags_of("flow%2FFLOW000001"), R"({"tags":{"b":"3"}})");
}

TEST_F(Tags, AnUnknownResourceIsNotFound) {
  for (const auto* const resource :
       {"flow%2FFLOW000009", "flow%2FFLOW000001%2Falias%2FALIAS00009",
        "flow%2FFLOW000009%2Falias%2FTSTALIASID", "prompt%2FPROMPT0009", "prompt%2FPROMPT0001:2"}) {
    EXPECT_EQ(summary(call("GET", path(resource))), kNotFound);
    EXPECT_EQ(summary(put(resource, R"("a":"1")")), kNotFound);
    EXPECT_EQ(summary(call("DELETE", path(resource) + "?tagKeys=a")), kNotFound);
  }
}

TEST_F(Tags, OtherArnsAreRefused) {
  for (const auto* const arn :
       {"arn:aws:bedrock:us-east-1:123456789012:agent%2FABCDEFGHIJ",
        "arn:aws:s3:us-east-1:123456789012:flow%2FFLOW000001", "FLOW000001-and-more-letters"}) {
    EXPECT_THAT(summary(call("GET", std::string("/tags/") + arn)),
                HasSubstr("400 ValidationException"))
        << arn;
  }
}

TEST_F(Tags, TwoHundredAreAllThatAResourceMayHave) {
  std::string tags;
  for (std::size_t at = 0; at < base::limits::kTagsPerResourceMax; ++at) {
    tags += fmt::format(R"({}"t{}":"")", at == 0 ? "" : ",", at);
  }
  ASSERT_EQ(put("flow%2FFLOW000001", tags).status, 200);
  EXPECT_EQ(summary(put("flow%2FFLOW000001", R"("more":"")")),
            "402 ServiceQuotaExceededException "
            R"({"message":"Your request exceeds the quota of 200 tags per resource."})");
  EXPECT_EQ(put("flow%2FFLOW000001", R"("t0":"new")").status, 200);
}

TEST_F(Tags, GoWithTheirResource) {
  ASSERT_EQ(put("prompt%2FPROMPT0001:1", R"("a":"1")").status, 200);
  ASSERT_EQ(put("prompt%2FPROMPT0001", R"("a":"1")").status, 200);
  ASSERT_EQ(call("DELETE", "/prompts/PROMPT0001/?promptVersion=1").status, 200);
  EXPECT_EQ(summary(call("GET", path("prompt%2FPROMPT0001:1"))), kNotFound);
  EXPECT_EQ(tags_of("prompt%2FPROMPT0001"), R"({"tags":{"a":"1"}})");
}

}  // namespace
}  // namespace flows::api
