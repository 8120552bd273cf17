#pragma once

#include <string>

#include "bench/load.h"
#include "bench/program.h"
#include "bench/rows.h"

// Flows that run and executions that are kept. See the table in rows.cpp for what the two sides
// are.
namespace flows::bench {

// Starts executions of one flow under names of their own.
NextRequest start_requests(const std::string& flow_path);

// Returns once no execution is Running.
void wait_until_none_runs(const Server& program);

Sides prepare_start_rate(const Setup& setup);
Sides prepare_start_rate_of_many(const Setup& setup);
Sides prepare_start_rate_synced(const Setup& setup);
Sides prepare_fourth_executions(const Setup& setup);

}  // namespace flows::bench
