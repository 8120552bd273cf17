#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"

namespace flows::net {

// The time limit and the stop token of one call to the outside. Threads: any may read it.
class Waiting {
 public:
  // The time starts now.
  Waiting(std::chrono::milliseconds timeout, std::stop_token stop)
      : timeout_(timeout), stop_(std::move(stop)) {}

  [[nodiscard]] const std::stop_token& stop() const { return stop_; }
  // Returns the remaining time, which is never negative.
  [[nodiscard]] std::chrono::nanoseconds remaining() const;
  // Returns why the call must end now; nullopt while it may go on.
  [[nodiscard]] std::optional<std::string> end() const;

 private:
  base::Stopwatch watch_;
  std::chrono::milliseconds timeout_;
  std::stop_token stop_;
};

}  // namespace flows::net
