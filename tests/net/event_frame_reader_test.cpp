#include "net/event_frame_reader.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/limits.h"
#include "base/text/hex.h"
#include "wire/event_frame.h"

namespace flows::net {
namespace {

using ::testing::HasSubstr;
namespace limits = base::limits;

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    bytes += static_cast<char>(*base::hex_value(text[at]) * 16 + *base::hex_value(text[at + 1]));
  }
  return bytes;
}

std::string u32(std::size_t value) {
  std::string out;
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(value >> shift & 0xFF);
  return out;
}

std::string with_checksum(const std::string& bytes) {
  return bytes + u32(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

// A frame with right checksums, whatever its lengths say.
std::string frame(const std::string& headers, const std::string& payload,
                  std::size_t header_bytes) {
  constexpr std::size_t kBytesBeside = 16;
  const std::size_t total = kBytesBeside + headers.size() + payload.size();
  return with_checksum(with_checksum(u32(total) + u32(header_bytes)) + headers + payload);
}

std::string frame(const std::string& headers, const std::string& payload = "") {
  return frame(headers, payload, headers.size());
}

std::string frame_fault(std::string_view bytes) {
  EventFrameReader reader;
  reader.feed(bytes);
  const auto read = reader.next();
  if (read) return "";
  EXPECT_EQ(read.error().code, base::ErrorCode::kDependencyFailed);
  EXPECT_FALSE(reader.next());
  return read.error().message;
}

TEST(EventFrameReader, ReadsTheFramesOfAnSdk) {
  const std::filesystem::path folder = FLOWS_SOURCE_DIR "/tests/golden/frames";
  const auto cases = base::parse_json(read(folder / "cases.json")).value();
  EventFrameReader reader;
  int frames = 0;
  for (const auto& one : cases) {
    if (one.contains("repeat")) continue;  // its payload is not in the file
    const auto name = one["name"].get<std::string>();
    SCOPED_TRACE(name);
    reader.feed(from_hex(read(folder / (name + ".hex"))));
    const auto frame = reader.next().value();
    ASSERT_TRUE(frame);
    const auto kind = one["kind"].get<std::string>();
    EXPECT_EQ(frame->text(":message-type"), kind);
    EXPECT_EQ(frame->text(kind == "event" ? ":event-type" : ":exception-type"),
              one["type"].get<std::string>());
    EXPECT_EQ(frame->text(":content-type"), "application/json");
    EXPECT_EQ(frame->payload, one["payload"].get<std::string>());
    EXPECT_TRUE(reader.is_between_frames());
    ++frames;
  }
  EXPECT_GE(frames, 10);
}

TEST(EventFrameReader, TakesPiecesOfAnySize) {
  const std::string stream = wire::encode_event("first", "{}") + wire::encode_event("second", "") +
                             wire::encode_exception("third", R"({"message":"bad"})");
  for (std::size_t size = 1; size <= stream.size(); ++size) {
    EventFrameReader reader;
    std::string payloads;
    int frames = 0;
    for (std::size_t at = 0; at < stream.size(); at += size) {
      reader.feed(std::string_view(stream).substr(at, size));
      while (const auto frame = reader.next().value()) {
        payloads += frame->payload;
        ++frames;
      }
    }
    EXPECT_EQ(frames, 3) << size;
    EXPECT_EQ(payloads, R"({}{"message":"bad"})") << size;
    EXPECT_TRUE(reader.is_between_frames()) << size;
  }
}

TEST(EventFrameReader, ReadsHeadersOfEveryType) {
  const std::string headers = from_hex(
      "016100"
      "016201"
      "01630280"
      "0164030102"
      "01650401020304"
      "01660501020304050607ff"
      "0167060003000102"
      "0168070002c3bc"
      "0169080000019999999999"
      "016a0900112233445566778899aabbccddeeff");
  EventFrameReader reader;
  reader.feed(frame(headers, "text"));
  const auto read = reader.next().value();
  ASSERT_TRUE(read);
  std::string values;
  for (const FrameHeader& header : read->headers) {
    values += fmt::format("{}{}:{} ", header.name, static_cast<int>(header.type),
                          base::hex(header.value));
  }
  EXPECT_EQ(values,
            "a0: b1: c2:80 d3:0102 e4:01020304 f5:01020304050607ff g6:000102 h7:c3bc "
            "i8:0000019999999999 j9:00112233445566778899aabbccddeeff ");
  EXPECT_EQ(read->text("h"), "ü");
  EXPECT_EQ(read->text("g"), std::nullopt);
  EXPECT_EQ(read->text("z"), std::nullopt);
}

TEST(EventFrameReader, NoticesEveryByteThatIsAltered) {
  const std::string good = wire::encode_event("flowTraceEvent", R"({"a":1})");
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    EXPECT_THAT(frame_fault(bad), HasSubstr("checksum")) << at;
  }
}

TEST(EventFrameReader, RefusesHeadersThatAreMalformed) {
  for (const char* headers : {"05", "0161", "016107", "01610700", "0161070005", "01610a", "0161ff",
                              "016102", "0161090011", "0000", "016100ff"}) {
    EXPECT_THAT(frame_fault(frame(from_hex(headers))), HasSubstr("a header has another length"))
        << headers;
  }
}

TEST(EventFrameReader, RefusesLengthsThatContradictOneAnother) {
  EXPECT_THAT(frame_fault(frame("", "abc", 4)), HasSubstr("shorter than its headers"));
  EXPECT_THAT(frame_fault(with_checksum(u32(15) + u32(0))), HasSubstr("shorter than its headers"));
}

TEST(EventFrameReader, HasALimitForFramesAndForTheirHeaders) {
  const auto prelude = [](std::size_t total, std::size_t headers) {
    return with_checksum(u32(total) + u32(headers));
  };
  EXPECT_EQ(frame_fault(prelude(limits::kEventFrameBytesMax, 0)), "");
  EXPECT_THAT(frame_fault(prelude(limits::kEventFrameBytesMax + 1, 0)),
              HasSubstr("a frame has more than"));
  EXPECT_EQ(frame_fault(prelude(1'000'000, limits::kEventFrameHeaderBytesMax)), "");
  EXPECT_THAT(frame_fault(prelude(1'000'000, limits::kEventFrameHeaderBytesMax + 1)),
              HasSubstr("the headers of a frame have more than"));
}

}  // namespace
}  // namespace flows::net
