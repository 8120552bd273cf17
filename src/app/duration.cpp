#include "app/duration.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace flows::app {
namespace {

using std::chrono::nanoseconds;

struct Unit {
  std::string_view name;
  nanoseconds length;
};

constexpr std::array<Unit, 5> kUnits = {{{"ms", std::chrono::milliseconds(1)},
                                         {"s", std::chrono::seconds(1)},
                                         {"m", std::chrono::minutes(1)},
                                         {"h", std::chrono::hours(1)},
                                         {"d", std::chrono::days(1)}}};

constexpr nanoseconds kLongest = std::chrono::days(10'000);

const Unit* find_unit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

}  // namespace

std::optional<nanoseconds> parse_duration(std::string_view text) {
  nanoseconds total{0};
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || number < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    const std::size_t digits = text.find_first_of("0123456789");
    const Unit* unit = find_unit(text.substr(0, digits));
    if (unit == nullptr || number > kLongest / unit->length) return std::nullopt;
    total += number * unit->length;
    if (total > kLongest) return std::nullopt;
    text.remove_prefix(digits == text.npos ? text.size() : digits);
  }
  if (total == nanoseconds(0)) return std::nullopt;
  return total;
}

}  // namespace flows::app
