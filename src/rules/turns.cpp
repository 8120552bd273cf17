#include "rules/turns.h"

namespace flows::rules {

base::Result<Turns> Turns::compile(const JsonPlace& place) {
  ASSIGN_OR_RETURN(const std::int64_t times, place.integer(1, kJsonIntegerMax));
  return Turns(times);
}

std::optional<std::int64_t> Turns::take() const {
  std::int64_t turn = taken_->load();
  do {
    if (times_ && turn >= *times_) return std::nullopt;
  } while (!taken_->compare_exchange_weak(turn, turn + 1));
  return turn;
}

}  // namespace flows::rules
