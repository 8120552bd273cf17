#include "net/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flows::net {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ParseUrl, TakesAUrlApart) {
  EXPECT_EQ(parse_url("http://localhost:8484").value(),
            (Url{.is_https = false, .host = "localhost", .port = 8484, .path = "", .query = ""}));
  EXPECT_EQ(parse_url("HTTPS://Example.COM/a%2Fb/?x=%20y&z").value(), (Url{.is_https = true,
                                                                           .host = "example.com",
                                                                           .port = 443,
                                                                           .path = "/a%2Fb/",
                                                                           .query = "x=%20y&z"}));
  EXPECT_EQ(parse_url("http://[::1]:9/base/").value(),
            (Url{.is_https = false, .host = "::1", .port = 9, .path = "/base/", .query = ""}));
  EXPECT_EQ(parse_url("http://[::1]").value().port, 80);
}

TEST(ParseUrl, RefusesWhatCannotBeFetched) {
  for (const char* text :
       {"", "localhost:8484", "ftp://x", "http://", "http:///x", "http://:1", "http://x:0",
        "http://x:", "http://x:99999", "http://x:1a", "http://[::1", "http://[]:1",
        "http://[::1]x:1", "http://a b", "http://a/\r\nHost: b", "http://a/ä", "http://a%20b/",
        "http://a/%2", "http://a/#part"}) {
    const auto url = parse_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, base::ErrorCode::kValidation);
  }
}

TEST(ParseUrl, DoesNotRepeatAPassword) {
  const auto url = parse_url("http://me:hush@example.com/");
  ASSERT_FALSE(url);
  EXPECT_THAT(url.error().message, Not(HasSubstr("hush")));
}

TEST(Url, SaysWhatARequestSays) {
  EXPECT_EQ(parse_url("http://x").value().target(), "/");
  EXPECT_EQ(parse_url("http://x?a=b").value().target(), "/?a=b");
  EXPECT_EQ(parse_url("http://x/a").value().target(), "/a");
  EXPECT_EQ(parse_url("http://x:80/").value().host_header(), "x");
  EXPECT_EQ(parse_url("https://x:80/").value().host_header(), "x:80");
  EXPECT_EQ(parse_url("http://[::1]:81/").value().host_header(), "[::1]:81");
}

}  // namespace
}  // namespace flows::net
