#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace flows::wire {

// ISO 8601 in UTC with nine fraction digits, e.g. "2025-03-20T23:32:28.899221162Z".
std::string format_timestamp(base::TimePoint time);
// The same, appended to `out`.
void append_timestamp(std::string& out, base::TimePoint time);

// Reads what format_timestamp writes; one to nine fraction digits, or no fraction, are as good.
// Errors: kValidation, for any other text and for years that a TimePoint cannot hold (before 1678,
// after 2261).
base::Result<base::TimePoint> parse_timestamp(std::string_view text);

// The same in the short form that signatures use, without a fraction: "20250320T233228Z".
std::string format_compact_timestamp(base::TimePoint time);

// Reads what format_compact_timestamp writes. Errors: kValidation, for any other text.
base::Result<base::TimePoint> parse_compact_timestamp(std::string_view text);

}  // namespace flows::wire
