#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace flows::expr {

// One line of a suite: "expression | input | result". No part may contain " | ".
struct GoldenCase {
  std::string expression;
  std::string input;  // JSON text
  std::string result;
};

// Runs `evaluate` on each case of tests/golden/expr/<file_name> and reports those whose result
// differs, by file and line. Empty lines and those that begin with '#' are passed over. With
// UPDATE_GOLDEN=1 in the environment the results in the file are rewritten instead. A suite of
// fewer than `cases_min` cases fails: part of it was lost.
void run_golden_suite(const std::string& file_name, std::size_t cases_min,
                      const std::function<std::string(const GoldenCase&)>& evaluate);

// The cases of a suite, without running them.
void for_each_golden_case(const std::string& file_name,
                          const std::function<void(const GoldenCase&)>& visit);

}  // namespace flows::expr
