#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string_view>

#include "bench/machine.h"

namespace flows::bench {

// What rows find when they are prepared.
struct Setup {
  std::filesystem::path program;   // under test
  std::filesystem::path binaries;  // the folder of flows-bench and of its reference programs
  std::filesystem::path folder;    // empty, for this row alone
  std::filesystem::path shared;    // kept for all rows of a run
  Cpus cpus;
};

// Each call is one measurement of one side; they come in turns, A before B. What the sides need
// lives as long as they do. Both throw Failure.
struct Sides {
  std::function<double()> a;
  std::function<double()> b;
};

enum class Wanted { kAtLeast, kAtMost };

struct Goal {
  Wanted wanted = Wanted::kAtLeast;
  double goal = 0;
  double alarm = 0;  // beyond it something is broken; the goal itself where there is none

  [[nodiscard]] bool is_met(double result) const {
    return wanted == Wanted::kAtLeast ? result >= goal : result <= goal;
  }
  [[nodiscard]] bool is_alarming(double result) const {
    return wanted == Wanted::kAtLeast ? result < alarm : result > alarm;
  }
};

// Two things that are measured in turns; the row's result is A divided by B.
struct Row {
  std::string_view name;
  std::string_view a;
  std::string_view b;
  std::string_view unit;  // of both sides
  Goal goal;
  Sides (*prepare)(const Setup& setup);
  bool warm_up = true;  // a first turn is not counted
};

// In the order they are run.
std::span<const Row> rows();

}  // namespace flows::bench
