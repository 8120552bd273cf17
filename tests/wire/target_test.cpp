#include "wire/target.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.h"

namespace flows::wire {
namespace {

namespace limits = base::limits;
using Segments = std::vector<std::string>;

TEST(ParseTarget, SplitsBeforeItDecodes) {
  const auto target = parse_target("/flows/arn%3Aaws:flow%2FA%2fB/versions").value();
  EXPECT_EQ(target.segments, (Segments{"flows", "arn:aws:flow/A/B", "versions"}));
  EXPECT_TRUE(target.query.empty());
}

TEST(ParseTarget, DecodesOnce) {
  EXPECT_EQ(parse_target("/flows/a%252Fb+c").value().segments, (Segments{"flows", "a%2Fb+c"}));
}

TEST(ParseTarget, DropsOneTrailingSlash) {
  EXPECT_EQ(parse_target("/flows/").value().segments, (Segments{"flows"}));
  EXPECT_EQ(parse_target("/flows").value().segments, (Segments{"flows"}));
  EXPECT_EQ(parse_target("/").value().segments, Segments{});
  EXPECT_EQ(parse_target("/flows//").value().segments, (Segments{"flows", ""}));
  EXPECT_EQ(parse_target("/flows//aliases").value().segments, (Segments{"flows", "", "aliases"}));
}

TEST(ParseTarget, FormDecodesTheQuery) {
  const auto target = parse_target("/tags/x?tagKeys=a+b&tagKeys=c%26d&&flag&e=f=g%2B").value();
  const std::vector<QueryPair> expected = {
      {"tagKeys", "a b"}, {"tagKeys", "c&d"}, {"flag", ""}, {"e", "f=g+"}};
  EXPECT_EQ(target.query, expected);
  EXPECT_EQ(target.segments, (Segments{"tags", "x"}));
}

TEST(ParseTarget, TakesTheAbsoluteForm) {
  const auto target = parse_target("http://localhost:8484/flows/?maxResults=5").value();
  EXPECT_EQ(target.segments, (Segments{"flows"}));
  EXPECT_EQ(target.query, (std::vector<QueryPair>{{"maxResults", "5"}}));
}

TEST(ParseTarget, RefusesWhatCannotBeDecoded) {
  for (const char* raw : {"/a%", "/a%2", "/a%zz", "/%%41", "/a?b=%G0", "/a?%1=b", "/%C3%28",
                          "/a?b=%FF", "", "flows", "*", "?a=b"}) {
    const auto target = parse_target(raw);
    ASSERT_FALSE(target.has_value()) << raw;
    EXPECT_EQ(target.error().code, base::ErrorCode::kSerialization) << raw;
  }
}

TEST(ParseTarget, LimitsTheNumberOfSegments) {
  std::string path;
  for (std::size_t i = 0; i < limits::kPathSegmentsMax; ++i) path += "/a";
  EXPECT_EQ(parse_target(path).value().segments.size(), limits::kPathSegmentsMax);
  const auto target = parse_target(path + "/a");
  ASSERT_FALSE(target.has_value());
  EXPECT_EQ(target.error().code, base::ErrorCode::kRequestTooLarge);
}

TEST(ParseTarget, LimitsTheNumberOfQueryPairs) {
  std::string raw = "/?";
  for (std::size_t i = 0; i < limits::kQueryPairsMax; ++i) raw += "a&";
  EXPECT_EQ(parse_target(raw).value().query.size(), limits::kQueryPairsMax);
  const auto target = parse_target(raw + "a");
  ASSERT_FALSE(target.has_value());
  EXPECT_EQ(target.error().code, base::ErrorCode::kRequestTooLarge);
}

TEST(Shown, IsShortAndFreeOfControlCharacters) {
  EXPECT_EQ(shown("/model/a:b%2Fc/converse"), "/model/a:b%2Fc/converse");
  EXPECT_EQ(shown("/a\r\nb \x1B[2J\"\xC3\xA4"), "/a%0D%0Ab%20%1B%5B2J%22%C3%A4");
  const std::string longest(limits::kShownBytesMax, 'a');
  EXPECT_EQ(shown(longest), longest);
  EXPECT_EQ(shown(longest + "b"), longest + "…");
}

constexpr std::string_view kFlow = "arn:aws:bedrock:us-east-1:123456789012:flow";

// The segments of a path whose %2F a proxy has decoded, joined.
Segments joined(const std::string& path) {
  return join_arn_segments(parse_target(path).value().segments);
}

TEST(JoinArnSegments, RepairsAFlow) {
  const std::string flow(kFlow);
  EXPECT_EQ(joined("/flows/" + flow + "/A234567890"), (Segments{"flows", flow + "/A234567890"}));
  EXPECT_EQ(joined("/flows/" + flow + "/A234567890/versions/1/"),
            (Segments{"flows", flow + "/A234567890", "versions", "1"}));
}

TEST(JoinArnSegments, RepairsAliasAndExecution) {
  const std::string flow(kFlow);
  EXPECT_EQ(joined("/flows/" + flow + "/A1/aliases/" + flow + "/A1/alias/B1/executions/" + flow +
                   "/A1/alias/B1/execution/run-1/events"),
            (Segments{"flows", flow + "/A1", "aliases", flow + "/A1/alias/B1", "executions",
                      flow + "/A1/alias/B1/execution/run-1", "events"}));
}

TEST(JoinArnSegments, RepairsPromptAndTags) {
  const std::string prompt = "arn:aws:bedrock:us-east-1:123456789012:prompt";
  EXPECT_EQ(joined("/prompts/" + prompt + "/P1:2/versions"),
            (Segments{"prompts", prompt + "/P1:2", "versions"}));
  EXPECT_EQ(joined("/tags/" + std::string(kFlow) + "/A1/alias/B1"),
            (Segments{"tags", std::string(kFlow) + "/A1/alias/B1"}));
}

TEST(JoinArnSegments, LeavesWholePathsAlone) {
  const std::string flow(kFlow);
  EXPECT_EQ(joined("/flows/A1/aliases/B1/executions/run"),
            (Segments{"flows", "A1", "aliases", "B1", "executions", "run"}));
  EXPECT_EQ(joined("/flows/" + flow + "%2FA1/aliases/" + flow + "%2FA1%2Falias%2FB1"),
            (Segments{"flows", flow + "/A1", "aliases", flow + "/A1/alias/B1"}));
  EXPECT_EQ(joined("/flows/" + flow), (Segments{"flows", flow}));
  EXPECT_EQ(joined("/flows/A1/aliases/" + flow + "/A1/other/B1"),
            (Segments{"flows", "A1", "aliases", flow, "A1", "other", "B1"}));
  EXPECT_EQ(joined("/a/flows/" + flow + "/A1"), (Segments{"a", "flows", flow, "A1"}));
  EXPECT_EQ(joined("/"), Segments{});
  EXPECT_EQ(joined("/tags"), Segments{"tags"});
}

}  // namespace
}  // namespace flows::wire
