#include "http/request_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace flows::http {
namespace {

using ::testing::ElementsAre;

constexpr ParserLimits kLimits = {.header_bytes_max = 1024, .body_bytes_max = 100};

// Feeds everything, as a session would.
void feed_all(RequestParser& parser, std::string_view bytes) {
  while (!bytes.empty() && !parser.is_complete() && parser.fault() == RequestFault::kNone) {
    const std::size_t used = parser.feed(bytes);
    if (used == 0) return;
    bytes.remove_prefix(used);
  }
}

RequestFault fault_of(std::string_view bytes) {
  RequestParser parser(kLimits);
  feed_all(parser, bytes);
  return parser.fault();
}

TEST(RequestParser, KeepsTargetAndHeadersAsSent) {
  RequestParser parser(kLimits);
  feed_all(parser,
           "PUT /flows/a%2Fb/?x=%20 HTTP/1.1\r\nhOsT: h\r\nX-A: 1\r\nX-A:  2 \r\n"
           "Content-Length: 2\r\n\r\nhi");
  ASSERT_TRUE(parser.is_complete());
  EXPECT_TRUE(parser.may_keep_alive());
  const wire::Request request = parser.take();
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.target, "/flows/a%2Fb/?x=%20");
  EXPECT_THAT(request.headers,
              ElementsAre(wire::Header{"hOsT", "h"}, wire::Header{"X-A", "1"},
                          wire::Header{"X-A", "2"}, wire::Header{"Content-Length", "2"}));
  EXPECT_EQ(request.body, "hi");
}

TEST(RequestParser, TakesUnknownMethods) {
  RequestParser parser(kLimits);
  feed_all(parser, "BREW /pot HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(parser.is_complete());
  EXPECT_EQ(parser.take().method, "BREW");
}

TEST(RequestParser, IsReadyForTheNextRequestAfterReset) {
  RequestParser parser(kLimits);
  feed_all(parser, "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_FALSE(parser.may_keep_alive());
  parser.reset();
  EXPECT_FALSE(parser.has_header());
  feed_all(parser, "GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(parser.is_complete());
  EXPECT_EQ(parser.take().target, "/b");
}

TEST(RequestParser, LeavesNothingOfTheRequestWhoseMemoryItTakes) {
  RequestParser parser(kLimits);
  feed_all(parser,
           "POST /long/target HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nX-B: 2\r\n"
           "Content-Length: 2\r\n\r\nhi");
  parser.reset(parser.take());
  feed_all(parser, "GET /a HTTP/1.1\r\nHost: i\r\n\r\n");
  ASSERT_TRUE(parser.is_complete());
  const wire::Request request = parser.take();
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, "/a");
  EXPECT_THAT(request.headers, ElementsAre(wire::Header{"Host", "i"}));
  EXPECT_EQ(request.body, "");
}

TEST(RequestParser, JoinsChunksAndDropsTrailers) {
  RequestParser parser(kLimits);
  feed_all(parser,
           "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
           "3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nX-Late: yes\r\n\r\n");
  ASSERT_TRUE(parser.is_complete());
  const wire::Request request = parser.take();
  EXPECT_EQ(request.body, "abcde");
  EXPECT_EQ(request.header("X-Late"), nullptr);
}

TEST(RequestParser, RefusesWhatIsMalformed) {
  const std::string_view kMalformed[] = {
      "hello\r\n\r\n",
      "GET / HTTP/2.0\r\nHost: h\r\n\r\n",
      "GET  HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
      "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "\rGET / HTTP/1.1\r\nHost: h\r\n\r\n",
  };
  for (const std::string_view bytes : kMalformed) {
    EXPECT_EQ(fault_of(bytes), RequestFault::kMalformed) << bytes;
  }
}

// Otherwise its body would be read as the next request.
TEST(RequestParser, ATransferEncodingThatDoesNotEndInChunkedIsMalformed) {
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\n";
  for (const char* coding :
       {"gzip", "identity", "chunked, gzip", "chunked, identity", "chunked, chunked", "chunked;q=1",
        "xchunked", "\"chunked\"", "", ",", "chunked x", "chunked\r\nTransfer-Encoding:",
        "chunked\r\nTransfer-Encoding: gzip", "chunked\r\nTransfer-Encoding: chunked"}) {
    EXPECT_EQ(fault_of(start + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n"),
              RequestFault::kMalformed)
        << coding;
  }
}

TEST(RequestParser, OnlyChunksAreUnderstood) {
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\n";
  for (const char* coding :
       {"gzip, chunked", "identity,chunked", "gzip\r\nTransfer-Encoding: chunked"}) {
    EXPECT_EQ(fault_of(start + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n"),
              RequestFault::kUnknownCoding)
        << coding;
  }
  for (const char* coding : {"chunked", "CHUNKED", " \tchunked \t"}) {
    EXPECT_EQ(fault_of(start + "transfer-encoding:" + coding + "\r\n\r\n0\r\n\r\n"),
              RequestFault::kNone)
        << coding;
  }
}

TEST(RequestParser, WhatIsKnownOfARefusedRequestIsItsOwn) {
  RequestParser parser(kLimits);
  feed_all(parser, "GET /old HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nX-B: 2\r\n\r\n");
  parser.reset(parser.take());
  feed_all(parser, "POST /new HTTP/1.1\r\nHost: i\r\nContent-Length: 101\r\n\r\n");
  EXPECT_EQ(parser.fault(), RequestFault::kBodyTooLarge);
  EXPECT_TRUE(parser.has_header());
  EXPECT_FALSE(parser.may_keep_alive());
  const wire::Request request = parser.take();
  EXPECT_EQ(request.method + " " + request.target, "POST /new");
  EXPECT_THAT(request.headers,
              ElementsAre(wire::Header{"Host", "i"}, wire::Header{"Content-Length", "101"}));
}

TEST(EmptyLinesBefore, CountsWholeLinesOnly) {
  EXPECT_EQ(empty_lines_before(""), 0U);
  EXPECT_EQ(empty_lines_before("GET /"), 0U);
  EXPECT_EQ(empty_lines_before("\r\nGET /"), 2U);
  EXPECT_EQ(empty_lines_before("\r\n\n\r\n"), 5U);
  EXPECT_EQ(empty_lines_before("\r\n\r"), 2U);
  EXPECT_EQ(empty_lines_before("\rGET /"), 0U);
  EXPECT_EQ(empty_lines_before(" \r\n"), 0U);
}

TEST(RequestParser, AnOldClientNeedsNoHostAndIsNotKept) {
  RequestParser parser(kLimits);
  feed_all(parser, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_TRUE(parser.is_complete());
  EXPECT_TRUE(parser.is_http_1_0());
  EXPECT_FALSE(parser.may_keep_alive());
}

TEST(RequestParser, LimitsTheHeader) {
  const std::string start = "GET / HTTP/1.1\r\nHost: h\r\nX: ";
  EXPECT_EQ(fault_of(start + std::string(900, 'x') + "\r\n\r\n"), RequestFault::kNone);
  EXPECT_EQ(fault_of(start + std::string(1100, 'x')), RequestFault::kHeaderTooLarge);
  EXPECT_EQ(fault_of("GET /" + std::string(1100, 'x')), RequestFault::kHeaderTooLarge);
}

TEST(RequestParser, LimitsTheBody) {
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\n";
  EXPECT_EQ(fault_of(start + "Content-Length: 100\r\n\r\n"), RequestFault::kNone);
  EXPECT_EQ(fault_of(start + "Content-Length: 101\r\n\r\n"), RequestFault::kBodyTooLarge);
  const std::string chunk = "32\r\n" + std::string(50, 'x') + "\r\n";
  const std::string chunked = start + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk;
  EXPECT_EQ(fault_of(chunked + "0\r\n\r\n"), RequestFault::kNone);
  EXPECT_EQ(fault_of(chunked + "1\r\nx\r\n"), RequestFault::kBodyTooLarge);
}

TEST(RequestParser, LimitsWhatStandsBetweenChunks) {
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(fault_of(start + "1;" + std::string(1100, 'x')), RequestFault::kHeaderTooLarge);
  EXPECT_EQ(fault_of(start + "0\r\nX: " + std::string(1100, 'x')), RequestFault::kHeaderTooLarge);
}

TEST(RequestParser, KnowsWhoWaitsForContinue) {
  RequestParser parser(kLimits);
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n";
  feed_all(parser, start + "Expect: 100-Continue\r\n\r\n");
  EXPECT_TRUE(parser.wants_continue());
  feed_all(parser, "x");
  EXPECT_FALSE(parser.wants_continue());
  EXPECT_EQ(fault_of(start + "Expect: miracles\r\n\r\n"), RequestFault::kUnknownExpectation);
}

TEST(RequestParser, ARequestOfAnotherProtocolIsRecognized) {
  EXPECT_EQ(fault_of("INVALID CONNECTION PREFACE\r\n\r\n"), RequestFault::kOtherProtocol);
  EXPECT_EQ(fault_of("OPTIONS rtsp://h/ RTSP/1.0\r\n\r\n"), RequestFault::kOtherProtocol);
  EXPECT_EQ(fault_of("GET / HTTP/9.9\r\n\r\n"), RequestFault::kMalformed);
  EXPECT_EQ(fault_of("how do you do?\r\n\r\n"), RequestFault::kMalformed);
}

}  // namespace
}  // namespace flows::http
