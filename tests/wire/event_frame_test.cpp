#include "wire/event_frame.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/json.h"

namespace flows::wire {
namespace {

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

const std::filesystem::path kFrames =
    std::filesystem::path(FLOWS_SOURCE_DIR) / "tests" / "golden" / "frames";

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

TEST(EncodeEvent, CompletionIsByteForByteRight) {
  EXPECT_EQ(hex(encode_event("flowCompletionEvent", R"({"completionReason":"SUCCESS"})")),
            "000000870000005974535abb0b3a6576656e742d74797065070013666c6f77436f6d706c6574696f6e45"
            "76656e740d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573"
            "736167652d747970650700056576656e747b22636f6d706c6574696f6e526561736f6e223a2253554343"
            "455353227d9e424d50");
}

TEST(EncodeEvent, OutputIsByteForByteRight) {
  EXPECT_EQ(
      hex(encode_event(
          "flowOutputEvent",
          R"({"content":{"document":"hi"},"nodeName":"Out","nodeType":"FlowOutputNode"})")),
      "000000af000000558c5472550b3a6576656e742d7479706507000f666c6f774f75747075744576656e740d3a"
      "636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970"
      "650700056576656e747b22636f6e74656e74223a7b22646f63756d656e74223a226869227d2c226e6f64654e"
      "616d65223a224f7574222c226e6f646554797065223a22466c6f774f75747075744e6f6465227df922c0ce");
}

TEST(EncodeException, ValidationIsByteForByteRight) {
  EXPECT_EQ(hex(encode_exception("validationException", R"({"message":"bad"})")),
            "000000820000006194b16d550f3a657863657074696f6e2d7479706507001376616c69646174696f6e45"
            "7863657074696f6e0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d"
            "3a6d6573736167652d74797065070009657863657074696f6e7b226d657373616765223a22626164227d"
            "0511daa4");
}

TEST(EncodeEvent, AgreesWithTheEncoderOfAnSdk) {
  const auto cases = base::parse_json(read(kFrames / "cases.json")).value();
  ASSERT_GE(cases.size(), 10U);
  for (const auto& one : cases) {
    const auto name = one["name"].get<std::string>();
    SCOPED_TRACE(name);
    auto payload = one["payload"].get<std::string>();
    const bool elided = one.contains("repeat");
    if (elided) {
      for (int i = 0; i < one["times"].get<int>(); ++i) payload += one["repeat"].get<std::string>();
      payload += one["end"].get<std::string>();
    }
    const auto type = one["type"].get<std::string>();
    const std::string frame =
        one["kind"] == "event" ? encode_event(type, payload) : encode_exception(type, payload);
    std::string expected = read(kFrames / (name + ".hex"));
    ASSERT_TRUE(expected.ends_with('\n'));
    expected.pop_back();
    if (elided) {
      constexpr std::string_view kMark = "\npayload\n";
      const std::size_t mark = expected.find(kMark);
      ASSERT_NE(mark, expected.npos);
      expected.replace(mark, kMark.size(), hex(payload));
    }
    EXPECT_EQ(hex(frame), expected);
  }
}

TEST(ExceptionMemberName, BeginsInLowerCase) {
  using base::ErrorCode;
  EXPECT_EQ(exception_member_name(ErrorCode::kValidation), "validationException");
  EXPECT_EQ(exception_member_name(ErrorCode::kDependencyFailed), "dependencyFailedException");
  EXPECT_EQ(exception_member_name(ErrorCode::kServiceQuotaExceeded),
            "serviceQuotaExceededException");
}

}  // namespace
}  // namespace flows::wire
