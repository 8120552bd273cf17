#include "wire/timestamp.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>

namespace flows::wire {
namespace {

using base::TimePoint;
using std::chrono::nanoseconds;

TEST(FormatTimestamp, HasNineFractionDigits) {
  EXPECT_EQ(format_timestamp(TimePoint{nanoseconds{0}}), "1970-01-01T00:00:00.000000000Z");
  EXPECT_EQ(format_timestamp(TimePoint{nanoseconds{1742513548899221162}}),
            "2025-03-20T23:32:28.899221162Z");
  EXPECT_EQ(format_timestamp(TimePoint{nanoseconds{-1}}), "1969-12-31T23:59:59.999999999Z");
}

TEST(ParseTimestamp, ReadsWhatWasWritten) {
  for (const std::int64_t count :
       {0LL, -1LL, 951'782'399'999'999'999LL, 1'742'513'548'899'221'162LL}) {
    const TimePoint time{nanoseconds{count}};
    EXPECT_EQ(parse_timestamp(format_timestamp(time)).value(), time);
  }
}

TEST(ParseTimestamp, TakesShorterFractions) {
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:01Z").value(), TimePoint{nanoseconds{1'000'000'000}});
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00.5Z").value(), TimePoint{nanoseconds{500'000'000}});
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00.000001Z").value(), TimePoint{nanoseconds{1'000}});
}

TEST(ParseTimestamp, RefusesEverythingElse) {
  for (const char* text :
       {"", "Z", "2025-03-20", "2025-03-20T23:32:28", "2025-03-20T23:32:28.Z",
        "2025-03-20T23:32:28.0000000000Z", "2025-03-20T23:32:28+00:00", "2025-03-20 23:32:28Z",
        "2025-02-29T00:00:00Z", "2025-13-01T00:00:00Z", "2025-03-20T24:00:00Z",
        "2025-03-20T23:60:00Z", "2025-03-20T23:00:60Z", "2025-03-20T23:32:28.1x3Z",
        "1677-12-31T23:59:59Z", "2262-01-01T00:00:00Z", "+025-03-20T23:32:28Z"}) {
    const auto result = parse_timestamp(text);
    ASSERT_FALSE(result.has_value()) << text;
    EXPECT_EQ(result.error().code, base::ErrorCode::kValidation);
  }
}

TEST(ParseTimestamp, ReachesTheEndsOfItsYears) {
  EXPECT_EQ(format_timestamp(parse_timestamp("1678-01-01T00:00:00Z").value()),
            "1678-01-01T00:00:00.000000000Z");
  EXPECT_EQ(format_timestamp(parse_timestamp("2261-12-31T23:59:59.999999999Z").value()),
            "2261-12-31T23:59:59.999999999Z");
}

TEST(CompactTimestamp, IsReadAsItIsWritten) {
  const auto time = parse_compact_timestamp("20250320T233228Z").value();
  EXPECT_EQ(format_timestamp(time), "2025-03-20T23:32:28.000000000Z");
  EXPECT_EQ(format_compact_timestamp(time), "20250320T233228Z");
  EXPECT_EQ(format_compact_timestamp(time + std::chrono::milliseconds(999)), "20250320T233228Z");
}

TEST(CompactTimestamp, OtherFormsAreRefused) {
  for (const char* text : {"", "2025-03-20T23:32:28Z", "20250320T233228", "20250320 233228Z",
                           "20251320T233228Z", "20250320T243228Z", "20250320T233228ZZ"}) {
    EXPECT_FALSE(parse_compact_timestamp(text)) << text;
  }
}

}  // namespace
}  // namespace flows::wire
