#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

namespace flows::backends {

// How often a rule has served, and whether it may again: what `times` and replies in turn need.
// Threads: any; of concurrent calls each takes a turn of its own, and never more than there are.
class Turns {
 public:
  // `times`: how many turns there are; nothing: no end.
  explicit Turns(std::optional<std::int64_t> times = {}) : times_(times) {}

  // Takes the next turn and returns its number, from 0; nothing if they are used up.
  [[nodiscard]] std::optional<std::int64_t> take() const {
    std::int64_t turn = taken_->load();
    do {
      if (times_ && turn >= *times_) return std::nullopt;
    } while (!taken_->compare_exchange_weak(turn, turn + 1));
    return turn;
  }

  [[nodiscard]] bool used_up() const { return times_ && taken_->load() >= *times_; }
  [[nodiscard]] std::optional<std::int64_t> times() const { return times_; }

 private:
  std::optional<std::int64_t> times_;
  // On its own, so that rules can move while a document is being read.
  std::unique_ptr<std::atomic<std::int64_t>> taken_ =
      std::make_unique<std::atomic<std::int64_t>>(0);
};

}  // namespace flows::backends
