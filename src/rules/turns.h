#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/result.h"
#include "rules/json_place.h"

namespace flows::rules {

// Counts how often a rule has been used and decides whether it may be used again, for `times` and
// for replies that take turns. Threads: any; concurrent calls take different turns, and together
// they never take more than there are.
class Turns {
 public:
  // `times` is the number of turns; without it there is no limit.
  explicit Turns(std::optional<std::int64_t> times = {}) : times_(times) {}

  // Reads the value of a key `times`. Errors: kValidation with the pointer.
  static base::Result<Turns> compile(const JsonPlace& place);

  // Takes the next turn and returns its number, from 0, or nullopt if all turns are used up.
  [[nodiscard]] std::optional<std::int64_t> take() const;

  [[nodiscard]] bool used_up() const { return times_ && taken_->load() >= *times_; }
  [[nodiscard]] std::optional<std::int64_t> times() const { return times_; }

 private:
  std::optional<std::int64_t> times_;
  // The count lives on the heap, so that a rule can move while its document is being read.
  std::unique_ptr<std::atomic<std::int64_t>> taken_ =
      std::make_unique<std::atomic<std::int64_t>>(0);
};

}  // namespace flows::rules
