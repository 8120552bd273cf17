#pragma once

#include "base/clock.h"
#include "base/limits.h"

namespace flows::store {

// The latest time that can be stored: the sum of it and whatever the server adds to it does not
// overflow. The earliest time is in 1970.
inline constexpr base::TimePoint kLatestTime =
    base::TimePoint::max() - base::limits::kClockAdvanceMax;

}  // namespace flows::store
