#pragma once

#include <filesystem>
#include <string>

#include "bench/program.h"
#include "bench/rows.h"

namespace flows::bench {

// A database of the program with so many executions of one flow that have succeeded.
struct StoredExecutions {
  std::filesystem::path database;
  std::string flow_path = {};
  int executions = 0;

  // Where execution number `at`, from 0, is asked for.
  [[nodiscard]] std::string path_of(int at) const;
};

// Lets the program run one execution and copies its rows within the file. Made once in a run.
// Throws Failure.
StoredExecutions stored_executions(const Setup& setup, int executions);

// The program on that database.
Server start_on(const Setup& setup, const std::filesystem::path& database);

}  // namespace flows::bench
