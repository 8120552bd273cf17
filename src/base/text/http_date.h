#pragma once

#include <chrono>
#include <string>

namespace flows::base {

// Writes a time as HTTP's Date header has it (the IMF-fixdate of RFC 9110), e.g.
// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::chrono::sys_seconds time);

}  // namespace flows::base
