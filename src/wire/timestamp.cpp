#include "wire/timestamp.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>

#include "base/text/ascii.h"

namespace flows::wire {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TimePoint;

constexpr std::size_t kSecondsLength = 19;  // 2025-03-20T23:32:28
constexpr std::size_t kFractionDigitsMax = 9;

// Checks `text` against a shape such as "0000-00-00": 0 stands for any digit, the rest for itself.
bool has_shape(std::string_view text, std::string_view shape) {
  return std::ranges::equal(text, shape,
                            [](char c, char s) { return s == '0' ? base::is_digit(c) : c == s; });
}

int number_at(std::string_view text, std::size_t offset, std::size_t length) {
  int value = 0;
  std::from_chars(text.data() + offset, text.data() + offset + length, value);
  return value;
}

Error invalid(std::string_view text) {
  return Error{ErrorCode::kValidation, fmt::format("'{}' is not an ISO 8601 timestamp", text)};
}

// Parses `text`, the part between the seconds and the Z, as a fraction in nanoseconds.
Result<std::chrono::nanoseconds> parse_fraction(std::string_view text) {
  if (text.empty()) return std::chrono::nanoseconds{0};
  const std::string_view digits = text.substr(1);
  if (text.front() != '.' || digits.empty() || digits.size() > kFractionDigitsMax ||
      !std::ranges::all_of(digits, base::is_digit)) {
    return invalid(text);
  }
  std::string padded(digits);
  padded.resize(kFractionDigitsMax, '0');
  return std::chrono::nanoseconds{number_at(padded, 0, padded.size())};
}

// Caches the last text, because the times of one list or one run often have the same second.
const std::string& up_to_seconds(std::chrono::sys_seconds second) {
  struct Last {
    std::chrono::sys_seconds second = std::chrono::sys_seconds::min();
    std::string text = {};
  };
  thread_local Last last;
  if (last.second == second) return last.text;
  last.text = fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(second));
  last.second = second;
  return last.text;
}

}  // namespace

void append_timestamp(std::string& out, TimePoint time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  std::array<char, kFractionDigitsMax> fraction{};
  // `time - second` could overflow: the first second begins before the earliest TimePoint.
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  std::int64_t rest =
      (time.time_since_epoch().count() % kNanoseconds + kNanoseconds) % kNanoseconds;
  for (std::size_t at = fraction.size(); at > 0; rest /= 10) {
    fraction[--at] = static_cast<char>('0' + rest % 10);
  }
  out += up_to_seconds(second);
  out += '.';
  out.append(fraction.data(), fraction.size()).append(1, 'Z');
}

std::string format_timestamp(TimePoint time) {
  std::string text;
  text.reserve(kSecondsLength + 1 + kFractionDigitsMax + 1);
  append_timestamp(text, time);
  return text;
}

Result<TimePoint> parse_timestamp(std::string_view text) {
  if (text.size() <= kSecondsLength || text.back() != 'Z' ||
      !has_shape(text.substr(0, kSecondsLength), "0000-00-00T00:00:00")) {
    return invalid(text);
  }
  const std::chrono::year_month_day date{
      std::chrono::year{number_at(text, 0, 4)},
      std::chrono::month{static_cast<unsigned>(number_at(text, 5, 2))},
      std::chrono::day{static_cast<unsigned>(number_at(text, 8, 2))}};
  const int hour = number_at(text, 11, 2);
  const int minute = number_at(text, 14, 2);
  const int second = number_at(text, 17, 2);
  const int year = number_at(text, 0, 4);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59 || year < 1678 || year > 2261) {
    return invalid(text);
  }
  auto fraction = parse_fraction(text.substr(kSecondsLength, text.size() - kSecondsLength - 1));
  if (!fraction) return invalid(text);
  return TimePoint{std::chrono::sys_days{date}} + std::chrono::hours{hour} +
         std::chrono::minutes{minute} + std::chrono::seconds{second} + *fraction;
}

std::string format_compact_timestamp(TimePoint time) {
  std::string text = format_timestamp(time).substr(0, kSecondsLength);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text + 'Z';
}

Result<TimePoint> parse_compact_timestamp(std::string_view text) {
  if (!has_shape(text, "00000000T000000Z")) return invalid(text);
  return parse_timestamp(fmt::format("{}-{}-{}T{}:{}:{}Z", text.substr(0, 4), text.substr(4, 2),
                                     text.substr(6, 2), text.substr(9, 2), text.substr(11, 2),
                                     text.substr(13, 2)));
}

}  // namespace flows::wire
