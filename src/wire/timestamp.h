#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace flows::wire {

// Formats a time as ISO 8601 in UTC with nine fraction digits, e.g.
// "2025-03-20T23:32:28.899221162Z".
std::string format_timestamp(base::TimePoint time);
// Appends the text of format_timestamp to `out`.
void append_timestamp(std::string& out, base::TimePoint time);

// Parses what format_timestamp writes, also with one to eight fraction digits or no fraction.
// Errors: kValidation for any other text and for years that a TimePoint cannot hold (before 1678,
// after 2261).
base::Result<base::TimePoint> parse_timestamp(std::string_view text);

// Formats a time in the short form that signatures use, without a fraction: "20250320T233228Z".
std::string format_compact_timestamp(base::TimePoint time);

// Parses what format_compact_timestamp writes. Errors: kValidation for any other text.
base::Result<base::TimePoint> parse_compact_timestamp(std::string_view text);

}  // namespace flows::wire
