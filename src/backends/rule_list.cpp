#include "backends/rule_list.h"

namespace flows::backends {

using base::Result;
using rules::JsonPlace;

Result<bool> read_limit(const JsonPlace& place, RuleLimits& limits) {
  if (place.name() == "delayMs") {
    constexpr std::chrono::milliseconds kDelayMax = base::limits::kBackendDelayMax;
    ASSIGN_OR_RETURN(const std::int64_t delay_ms, place.integer(0, kDelayMax.count()));
    limits.delay = std::chrono::milliseconds(delay_ms);
    return true;
  }
  if (place.name() == "times") {
    ASSIGN_OR_RETURN(limits.turns, rules::Turns::compile(place));
    return true;
  }
  return false;
}

base::Error wrong_responders(const JsonPlace& place, const std::vector<std::string_view>& served,
                             std::size_t count) {
  if (count == 0) return place.fault(fmt::format("needs one of {}", fmt::join(served, ", ")));
  return place.fault(
      fmt::format("has both {}; a rule has one of them", fmt::join(served, " and ")));
}

}  // namespace flows::backends
