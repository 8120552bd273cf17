#include "wire/credentials_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace flows::wire {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ParseCredentials, ReadsWhatAwsToolsWrite) {
  const auto credentials = parse_credentials(
      "# mine\r\n"
      "[default]\r\n"
      "aws_access_key_id = AKID1\r\n"
      "aws_secret_access_key=one/two+three==\r\n"
      "region = us-east-1\r\n"
      "\r\n"
      "; with a token\n"
      "[ci]\n"
      "aws_session_token = token=\n"
      "AWS_SECRET_ACCESS_KEY:  two  \n"
      "aws_access_key_id=111111111111\n"
      "[empty]\n"
      "output = json");
  EXPECT_EQ(credentials.value(), (Credentials{{"AKID1", {"one/two+three==", std::nullopt}},
                                              {"111111111111", {"two", "token="}}}));
}

TEST(ParseCredentials, TwoProfilesMayShareAKey) {
  const std::string pair = "aws_access_key_id=A\naws_secret_access_key=s\n";
  EXPECT_EQ(parse_credentials("[a]\n" + pair + "[b]\n" + pair)->size(), 1U);
}

TEST(ParseCredentials, SaysInWhichLineTheFaultIs) {
  const std::map<std::string, std::string> faults = {
      {"", "line 0: the file ends without any credentials"},
      {"[a]\n", "line 1: the file ends without any credentials"},
      {"aws_access_key_id=A\n", "line 1: is neither [profile] nor a setting of one"},
      {"[a]\nsomething\n", "line 2: is neither [profile] nor a setting of one"},
      {"[a\n", "line 1: the name of a profile ends with ']'"},
      {"\n[a]\naws_access_key_id=A\n", "line 2: the profile has one of"},
      {"[a]\naws_secret_access_key=s\n[b]\n", "line 1: the profile has one of"},
      {"[a]\naws_access_key_id=\n", "line 2: aws_access_key_id has no value"},
      {"[a]\naws_access_key_id=A\naws_access_key_id=B\n", "line 3: aws_access_key_id comes twice"},
      {"[a]\naws_access_key_id=A\n  aws_secret_access_key=s\n",
       "line 2: aws_access_key_id goes on in the next line, since that is indented"},
      {"[a]\naws_access_key_id=A\naws_secret_access_key=s\n"
       "[b]\naws_access_key_id=A\naws_secret_access_key=t\n",
       "line 4: another profile has this access key with other secrets"}};
  for (const auto& [text, message] : faults) {
    EXPECT_THAT(parse_credentials(text).error().message, HasSubstr(message)) << text;
  }
}

TEST(ParseCredentials, SecretsStayOutOfMessages) {
  const auto failed = parse_credentials("[a]\naws_secret_access_key=hush\nhush\n");
  EXPECT_THAT(failed.error().message, Not(HasSubstr("hush")));
}

}  // namespace
}  // namespace flows::wire
