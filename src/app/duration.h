#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace flows::app {

// A length of time as flags write it: one or more of a number and a unit (ms, s, m, h, d), largest
// unit first or not, e.g. "24h", "1h30m", "500ms". nullopt for anything else, for zero, and beyond
// 10,000 days.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

}  // namespace flows::app
