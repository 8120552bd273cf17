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

// Both give the median of the rounds' ratios with the smallest and the largest, and how busy others
// kept the computer.
std::string as_table(const std::vector<Measured>& results, const Cpus& cpus);
std::string as_json(const std::vector<Measured>& results, const Cpus& cpus);

}  // namespace flows::bench
