#pragma once

#include <string>

#include "model/run_record.h"

namespace flows::views {

// Returns a run as GET /_local/executions shows it: a JSON object with the run's status and times,
// and every visit of a node with its inputs, outputs, calls and failure.
std::string run_text(const model::RunRecord& run);

}  // namespace flows::views
