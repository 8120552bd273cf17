#pragma once

#include "base/clock.h"
#include "base/limits.h"

namespace flows::store {

// The latest time that can be stored: whatever the server adds to it is still one it can count to.
// The earliest is 1970.
inline constexpr base::TimePoint kLatestTime =
    base::TimePoint::max() - base::limits::kClockAdvanceMax;

}  // namespace flows::store
