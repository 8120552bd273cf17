#include "net/aws_endpoints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace flows::net {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Returns settings whose only file is the config file with that text.
AwsSettings with_config(std::string text, Environment environment = {}) {
  environment.emplace("HOME", "/home/me");
  return {.environment = std::move(environment),
          .read_file = [text = std::move(text)](const std::filesystem::path& file)
              -> base::Result<std::optional<std::string>> {
            if (file != "/home/me/.aws/config" && file != "/elsewhere") {
              return std::optional<std::string>();
            }
            return std::optional(text);
          }};
}

std::vector<std::string> urls(const AwsSettings& settings,
                              std::string_view service = "bedrock_agent") {
  std::vector<std::string> found;
  for (const auto& place : find_endpoints(settings, service).value().places) {
    found.push_back(place.url);
  }
  return found;
}

const std::string kConfigText =
    "[default]\n"
    "endpoint_url = http://profile\n"
    "services = local\n"
    "\n"
    "[services local]\n"
    "s3 =\n"
    "  endpoint_url = http://s3\n"
    "bedrock_agent = \n"
    "  # a comment\n"
    "  endpoint_url = http://services\n"
    "\n"
    "[profile \"other one\"]\n"
    "services =  local\n"
    "ignore_configured_endpoint_urls = True\n";

TEST(FindEndpoints, LooksInTheOrderOfTheSdks) {
  const Environment both = {{"AWS_ENDPOINT_URL", "http://all"},
                            {"AWS_ENDPOINT_URL_BEDROCK_AGENT", "http://own"}};
  EXPECT_THAT(urls(with_config(kConfigText, both)),
              ElementsAre("http://own", "http://all", "http://services", "http://profile"));
  EXPECT_THAT(urls(with_config(kConfigText, both), "bedrock_agent_runtime"),
              ElementsAre("http://all", "http://profile"));
  EXPECT_THAT(urls(with_config("", {})), IsEmpty());
}

TEST(FindEndpoints, SaysWhereAnEndpointIsConfigured) {
  const auto found = find_endpoints(with_config(kConfigText), "bedrock_agent").value();
  EXPECT_THAT(found.places,
              ElementsAre(ConfiguredEndpoint{"bedrock_agent.endpoint_url of [services local] in "
                                             "/home/me/.aws/config",
                                             "http://services"},
                          ConfiguredEndpoint{"endpoint_url of [default] in /home/me/.aws/config",
                                             "http://profile"}));
  EXPECT_EQ(found.ignored_by, std::nullopt);
}

TEST(FindEndpoints, UsesTheProfileAndTheFileThatAreNamed) {
  const Environment other = {{"AWS_PROFILE", "other one"}, {"AWS_CONFIG_FILE", "/elsewhere"}};
  const auto found = find_endpoints(with_config(kConfigText, other), "bedrock_agent").value();
  ASSERT_EQ(found.places.size(), 1U);
  EXPECT_EQ(found.places[0].place, "bedrock_agent.endpoint_url of [services local] in /elsewhere");
  EXPECT_EQ(found.ignored_by,
            "ignore_configured_endpoint_urls of [profile \"other one\"] in /elsewhere");
}

TEST(FindEndpoints, TheDefaultProfileMayBeCalledProfile) {
  EXPECT_THAT(urls(with_config("[profile default]\nendpoint_url=http://x\n")),
              ElementsAre("http://x"));
}

TEST(FindEndpoints, AVariableIgnoresAll) {
  const auto ignored = [](const char* value) {
    const Environment environment = {{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", value}};
    return find_endpoints(with_config("", environment), "bedrock_agent").value().ignored_by;
  };
  EXPECT_EQ(ignored("TRUE"), "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
  EXPECT_EQ(ignored("false"), std::nullopt);
}

TEST(FindEndpoints, TheVariableThatIgnoresCountsBeforeTheProfile) {
  const auto ignored = [](const char* value) {
    const Environment environment = {{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", value}};
    return find_endpoints(
               with_config("[default]\nignore_configured_endpoint_urls = true\n", environment),
               "bedrock_agent")
        .value()
        .ignored_by;
  };
  EXPECT_EQ(ignored("false"), std::nullopt);
  EXPECT_EQ(ignored("true"), "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
  EXPECT_EQ(ignored(""), std::nullopt);
}

TEST(FindEndpoints, NamesTheLineOfAFileThatIsNoConfigFile) {
  const auto found = find_endpoints(with_config("[default]\nsecret\n"), "bedrock_agent");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message,
            "/home/me/.aws/config: line 2: is neither [profile] nor a setting of one; Python's SDK "
            "and the AWS CLI refuse the whole file");
}

TEST(FindEndpoints, SaysWhyTheSdkRefusesAServicesSection) {
  const auto fault = [](const std::string& text) {
    return find_endpoints(with_config(text), "bedrock_agent").error().message;
  };
  EXPECT_EQ(fault("[default]\nservices = gone\n"),
            "services of [default] in /home/me/.aws/config is gone, but there is no section "
            "[services gone] with settings in /home/me/.aws/config, and Python's SDK and the AWS "
            "CLI refuse to start");
  EXPECT_EQ(fault("[default]\nservices = l\n[services l]\nbedrock_agent = x\n"),
            "bedrock_agent of [services l] in /home/me/.aws/config has no indented settings below "
            "it, and Python's SDK and the AWS CLI refuse to start");
  const Environment variables = {{"AWS_ENDPOINT_URL", "http://all"}};
  EXPECT_THAT(urls(with_config("[default]\nservices = gone\n", variables)),
              ElementsAre("http://all"));
}

TEST(FindEndpoints, TakesTheCredentialsFileBeforeTheConfigFile) {
  const AwsSettings settings{
      .environment = {{"HOME", "/h"}}, .read_file = [](const std::filesystem::path& file) {
        return base::Result<std::optional<std::string>>(
            file.filename() == "config" ? "[default]\nendpoint_url=http://config\n"
                                        : "[default]\nendpoint_url=http://credentials\n");
      }};
  EXPECT_THAT(urls(settings), ElementsAre("http://credentials", "http://config"));
}

}  // namespace
}  // namespace flows::net
