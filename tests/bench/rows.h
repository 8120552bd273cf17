#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string_view>

#include "bench/machine.h"

namespace flows::bench {

// What rows find when they are prepared.
struct Setup {
  std::filesystem::path program;      // under test
  std::filesystem::path bare_server;  // flows-bench-server
  std::filesystem::path folder;       // empty, for this row alone
  Cpus cpus;
};

// Each call is one measurement of one side; they come in turns. What the sides need lives as long
// as they do. Both throw Failure.
struct Sides {
  std::function<double()> a;
  std::function<double()> b;
};

// Two things that are measured in turns; the row's result is A divided by B. A row has no goal.
struct Row {
  std::string_view name;
  std::string_view a;
  std::string_view b;
  std::string_view unit;    // of both sides
  std::string_view better;  // "higher" or "lower"
  Sides (*prepare)(const Setup& setup);
};

// In the order they are run.
std::span<const Row> rows();

}  // namespace flows::bench
