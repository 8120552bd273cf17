#include "http/response_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_clock.h"

namespace flows::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string head_of(const Head& head) {
  const testing::FakeClock clock;
  HeadWriter writer(clock);
  std::string text;
  writer.append(text, head);
  return text;
}

TEST(HeadWriter, WritesTheHeadersInTheOrderOfAws) {
  const std::vector<wire::Header> headers = {{"x-amzn-ErrorType", "ConflictException"},
                                             {"content-type", "application/json"}};
  const std::vector<wire::Header> more = {{"Vary", "Origin"}};
  Head head;
  head.status = 409;
  head.headers = &headers;
  head.more_headers = &more;
  head.request_id = "the-id";
  head.body_bytes = 17;
  EXPECT_EQ(head_of(head),
            "HTTP/1.1 409 Conflict\r\n"
            "Date: Sat, 01 Aug 2026 00:00:00 GMT\r\n"
            "content-type: application/json\r\n"
            "Content-Length: 17\r\n"
            "Connection: keep-alive\r\n"
            "x-amzn-RequestId: the-id\r\n"
            "x-amzn-ErrorType: ConflictException\r\n"
            "Vary: Origin\r\n"
            "\r\n");
}

TEST(HeadWriter, SaysHowTheBodyEnds) {
  const std::vector<wire::Header> headers;
  Head head;
  head.headers = &headers;
  head.form = BodyForm::kChunked;
  EXPECT_THAT(head_of(head), HasSubstr("Transfer-Encoding: chunked\r\n"));
  for (const BodyForm form : {BodyForm::kUntilClose, BodyForm::kNone}) {
    head.form = form;
    head.keep_alive = false;
    EXPECT_THAT(head_of(head), Not(HasSubstr("Content-Length")));
    EXPECT_THAT(head_of(head), HasSubstr("Connection: close\r\n"));
  }
}

TEST(HeadWriter, DataCannotForgeAHeader) {
  const std::vector<wire::Header> headers = {{"x-name", "a\r\nx-forged: yes"}};
  Head head;
  head.headers = &headers;
  EXPECT_THAT(head_of(head), HasSubstr("x-name: a  x-forged: yes\r\n"));
}

TEST(HeadWriter, TheDateMovesWithTheClock) {
  testing::FakeClock clock;
  HeadWriter writer(clock);
  const std::vector<wire::Header> headers;
  Head head;
  head.headers = &headers;
  std::string first;
  writer.append(first, head);
  clock.advance(std::chrono::hours(24 * 31) + std::chrono::seconds(3661));
  std::string second;
  writer.append(second, head);
  EXPECT_THAT(first, HasSubstr("Date: Sat, 01 Aug 2026 00:00:00 GMT\r\n"));
  EXPECT_THAT(second, HasSubstr("Date: Tue, 01 Sep 2026 01:01:01 GMT\r\n"));
}

TEST(HeadWriter, KnowsTheNamesOfStatuses) {
  const std::vector<wire::Header> headers;
  Head head;
  head.headers = &headers;
  head.status = 424;
  EXPECT_THAT(head_of(head), StartsWith("HTTP/1.1 424 Failed Dependency\r\n"));
}

}  // namespace
}  // namespace flows::http
