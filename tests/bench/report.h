#pragma once

#include <string>
#include <vector>

#include "bench/machine.h"
#include "bench/rows.h"

namespace flows::bench {

// One row after its rounds: what A and B gave in each.
struct Measured {
  Row row;
  std::vector<double> a;
  std::vector<double> b;
  double cpus_of_others = 0;
  std::string failure;  // why it could not be measured; empty: it was
};

// What was measured, when and where.
struct Run {
  std::string date;  // YYYY-MM-DD
  std::string commit;
  Cpus cpus;
};

// Whether the median of the rounds' results is as the goal says.
bool meets_goal(const Measured& measured);

// Both give that median with the smallest and the largest result, and how busy others kept the
// computer.
std::string as_table(const std::vector<Measured>& results, const Run& run);
std::string as_json(const std::vector<Measured>& results, const Run& run);

}  // namespace flows::bench
