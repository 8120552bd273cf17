#include "net/aws_credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>

#include "base/limits.h"
#include "support/temp_dir.h"

namespace flows::net {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Files = std::map<std::string, std::string>;

const std::string kShared = "/home/me/.aws/credentials";
const std::string kConfig = "/home/me/.aws/config";

AwsSettings settings(Environment environment, Files files = {}) {
  environment.emplace("HOME", "/home/me");
  return {.environment = std::move(environment),
          .read_file = [files = std::move(files)](const std::filesystem::path& file)
              -> base::Result<std::optional<std::string>> {
            const auto found = files.find(file.string());
            if (found == files.end()) return std::optional<std::string>();
            return std::optional(found->second);
          }};
}

std::string profile(const std::string& name, const std::string& letter) {
  return "[" + name + "]\naws_access_key_id = key" + letter + "\naws_secret_access_key = hush" +
         letter + "\n";
}

std::string key_of(const AwsSettings& settings) {
  const auto found = find_credentials(settings);
  return found ? found->access_key : found.error().message;
}

std::string credentials_fault(const AwsSettings& settings) {
  const auto found = find_credentials(settings);
  if (found) return "";
  EXPECT_THAT(found.error().message, Not(HasSubstr("hush")));
  return found.error().message;
}

TEST(FindCredentials, TakesTheEnvironmentFirst) {
  const Environment keys = {{"AWS_ACCESS_KEY_ID", "keyE"},
                            {"AWS_SECRET_ACCESS_KEY", "hushE"},
                            {"AWS_SESSION_TOKEN", "token"},
                            {"AWS_PROFILE", "other"}};
  const Files files = {{kShared, profile("other", "A")}};
  EXPECT_EQ(find_credentials(settings(keys, files)).value(),
            (AwsCredentials{"keyE", "hushE", "token"}));
}

TEST(FindCredentials, TakesAnEmptyVariableForNone) {
  const Environment empty = {
      {"AWS_ACCESS_KEY_ID", ""}, {"AWS_SECRET_ACCESS_KEY", ""}, {"AWS_PROFILE", ""}};
  EXPECT_EQ(key_of(settings(empty, {{kShared, profile("default", "A")}})), "keyA");
}

TEST(FindCredentials, TakesTheProfileThatIsAskedFor) {
  const Files files = {
      {kShared, profile("default", "A") + profile("ci", "B") + "aws_session_token = token\n"}};
  EXPECT_EQ(key_of(settings({}, files)), "keyA");
  EXPECT_EQ(find_credentials(settings({{"AWS_PROFILE", "ci"}}, files)).value(),
            (AwsCredentials{"keyB", "hushB", "token"}));
}

TEST(FindCredentials, LooksIntoTheConfigFileLast) {
  const std::string config = profile("default", "C") + profile("profile ci", "D");
  EXPECT_EQ(key_of(settings({}, {{kConfig, config}})), "keyC");
  EXPECT_EQ(key_of(settings({{"AWS_PROFILE", "ci"}}, {{kConfig, config}})), "keyD");
  EXPECT_EQ(key_of(settings({}, {{kConfig, config}, {kShared, profile("default", "A")}})), "keyA");
  EXPECT_THAT(key_of(settings({{"AWS_PROFILE", "ci"}}, {{kConfig, profile("ci", "E")}})),
              HasSubstr("no AWS credentials"));
}

TEST(FindCredentials, TakesFilesFromWhereVariablesSay) {
  EXPECT_EQ(
      key_of(settings({{"AWS_SHARED_CREDENTIALS_FILE", "/a"}}, {{"/a", profile("default", "A")}})),
      "keyA");
  EXPECT_EQ(key_of(settings({{"AWS_CONFIG_FILE", "/b"}}, {{"/b", profile("default", "B")}})),
            "keyB");
}

TEST(FindCredentials, TakesFilesFromHomesAndVariables) {
  const Files files = {{"/home/me/a", profile("default", "A")},
                       {"/root/a", profile("default", "B")},
                       {"/x$/a", profile("default", "C")}};
  const auto key_at = [&](const std::string& path) {
    return key_of(settings({{"AWS_CONFIG_FILE", path}, {"X", "x"}}, files));
  };
  for (const char* path : {"~/a", "$HOME/a", "${HOME}/a", "/home/me/a"}) {
    EXPECT_EQ(key_at(path), "keyA") << path;
  }
  EXPECT_EQ(key_at("~root/a"), "keyB");
  EXPECT_EQ(key_at("/$X$/a"), "keyC");
  for (const char* path : {"~nobody-of-that-name/a", "$NOTHING/a", "${HOME/a", "$", "~", ""}) {
    EXPECT_THAT(key_at(path), HasSubstr("no AWS credentials")) << path;
  }
}

TEST(FindCredentials, TakesTheVariableThatPythonReadsFirst) {
  const Files files = {{kShared, profile("a", "A") + profile("b", "B")}};
  EXPECT_EQ(key_of(settings({{"AWS_DEFAULT_PROFILE", "a"}, {"AWS_PROFILE", "b"}}, files)), "keyA");
  EXPECT_EQ(key_of(settings({{"AWS_DEFAULT_PROFILE", ""}, {"AWS_PROFILE", "b"}}, files)), "keyB");
}

TEST(FindCredentials, TellsNoneFromHalfAPair) {
  const auto code = [](Environment environment) {
    return find_credentials(settings(std::move(environment))).error().code;
  };
  EXPECT_EQ(code({}), base::ErrorCode::kResourceNotFound);
  EXPECT_EQ(code({{"AWS_ACCESS_KEY_ID", "key"}}), base::ErrorCode::kValidation);
}

TEST(ProviderOfCredentials, IsASettingOrAVariable) {
  const Files files = {{kConfig, "[default]\nRole_Arn = hush\n[profile a]\nregion = x\n"}};
  EXPECT_EQ(provider_of_credentials(settings({}, files)), "role_arn of [default] in " + kConfig);
  EXPECT_EQ(provider_of_credentials(settings({{"AWS_PROFILE", "a"}}, files)), std::nullopt);
  EXPECT_EQ(provider_of_credentials(settings({{"AWS_WEB_IDENTITY_TOKEN_FILE", "/f"}})),
            "AWS_WEB_IDENTITY_TOKEN_FILE");
}

TEST(FindCredentials, NamesWhereItLooked) {
  EXPECT_THAT(credentials_fault(settings({{"AWS_PROFILE", "ci"}})),
              AllOf(HasSubstr("AWS_ACCESS_KEY_ID"), HasSubstr("ci"), HasSubstr(kShared),
                    HasSubstr(kConfig)));
  AwsSettings homeless = settings({});
  homeless.environment.erase("HOME");
  EXPECT_THAT(credentials_fault(homeless), HasSubstr("HOME is not set"));
}

TEST(FindCredentials, NamesTheHalfThatIsMissing) {
  EXPECT_EQ(credentials_fault(settings({{"AWS_ACCESS_KEY_ID", "key"}})),
            "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not.");
  EXPECT_EQ(credentials_fault(settings({{"AWS_SECRET_ACCESS_KEY", "hush"}})),
            "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not.");
  EXPECT_EQ(
      credentials_fault(settings({}, {{kShared, "[default]\naws_secret_access_key = hush\n"}})),
      "The profile [default] of " + kShared + " has no aws_access_key_id.");
}

TEST(FindCredentials, NamesWhoWouldHaveToBeAsked) {
  for (const char* setting : {"role_arn", "sso_session", "credential_process"}) {
    const std::string config = std::string("[profile ci]\n") + setting + " = hush\n";
    EXPECT_THAT(credentials_fault(settings({{"AWS_PROFILE", "ci"}}, {{kConfig, config}})),
                AllOf(HasSubstr(setting), HasSubstr(kConfig)));
  }
}

TEST(FindCredentials, NamesFileAndLineOfAFault) {
  EXPECT_EQ(credentials_fault(settings({}, {{kShared, "[default]\nhush\n"}})),
            kShared +
                ": line 2: is neither [profile] nor a setting of one; Python's SDK and the AWS CLI "
                "refuse the whole file");
}

TEST(FindRegion, TakesTheCredentialsFileBeforeTheConfigFile) {
  const Files files = {{kConfig, "[default]\nregion = x\n"}, {kShared, "[default]\nregion = y\n"}};
  EXPECT_EQ(find_region(settings({}, files)).value(), "y");
}

TEST(FindRegion, TakesVariablesThenTheProfile) {
  const Files files = {{kConfig,
                        "[default]\nregion = eu-west-1\n[profile ci]\ns3 =\n  region = x\n"
                        "region = eu-west-2\n"}};
  const auto region = [&](const Environment& environment) {
    return find_region(settings(environment, files)).value();
  };
  EXPECT_EQ(region({{"AWS_REGION", "a"}, {"AWS_DEFAULT_REGION", "b"}}), "a");
  EXPECT_EQ(region({{"AWS_DEFAULT_REGION", "b"}}), "b");
  EXPECT_EQ(region({}), "eu-west-1");
  EXPECT_EQ(region({{"AWS_PROFILE", "ci"}}), "eu-west-2");
  EXPECT_THAT(find_region(settings({})).error().message, HasSubstr(kConfig));
}

TEST(SettingsOfProcess, AreItsVariablesAndItsFiles) {
  const testing::TempDir folder;
  ::setenv("FLOWS_NET_TEST", "a=b", 1);
  const AwsSettings settings = settings_of_process();
  ::unsetenv("FLOWS_NET_TEST");
  EXPECT_EQ(settings.environment.find("FLOWS_NET_TEST")->second, "a=b");
  std::ofstream(folder.file("small")) << "text";
  EXPECT_EQ(settings.read_file(folder.file("small")).value(), "text");
  EXPECT_EQ(settings.read_file(folder.file("missing")).value(), std::nullopt);
  std::ofstream(folder.file("large")) << std::string(base::limits::kCredentialsBytesMax + 1, ' ');
  EXPECT_FALSE(settings.read_file(folder.file("large")));
  EXPECT_EQ(settings.read_file(folder.path()).value(), std::nullopt);
  EXPECT_EQ(settings.read_file("/dev/null").value(), std::nullopt);
}

}  // namespace
}  // namespace flows::net
