#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/executor.h"

// The flows of tests/golden/flows: files with `about`, a `definition`, its `inputs`, `answers` (for
// each input a list of what the user says in turn) and `backends` (a backends document; without
// one, services give back what they are asked).
namespace flows::testing {

struct GoldenFlow {
  base::Json file;
  std::shared_ptr<const engine::CompiledFlow> flow;
};

// The events between two answers of the user, and how that turn ended.
struct Turn {
  model::History events;
  engine::RunEnding ending;
};

std::vector<std::filesystem::path> golden_flow_files();

// Throws BugError for a file whose flow is not valid.
GoldenFlow read_golden_flow(const std::filesystem::path& file);

// Runs the flow with input number `input`, and gives its answers as long as it asks. Between turns
// the history is text, as in a server that is restarted.
std::vector<Turn> play(const GoldenFlow& golden, std::size_t input, std::size_t calls_at_once = 1,
                       base::WorkerPool* pool = nullptr);

// Recovers a run of the flow that was cut off after `history`.
Turn go_on(const GoldenFlow& golden, const model::History& history);

// Compares `actual` with the text in `file`, or rewrites the file if UPDATE_GOLDEN is set.
void expect_golden(const std::string& actual, const std::filesystem::path& file);

}  // namespace flows::testing
