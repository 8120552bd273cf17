#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace flows::app {

// Parses a duration in the syntax of flags: one or more pairs of a number and a unit (ms, s, m, h,
// d) in any order, e.g. "24h", "1h30m", "500ms". Returns nullopt for anything else, for zero, and
// for more than 10,000 days.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

}  // namespace flows::app
