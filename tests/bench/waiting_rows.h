#pragma once

#include "bench/rows.h"

// A thousand flows that wait for a model at once. See the table in rows.cpp.
namespace flows::bench {

Sides prepare_flows_in_flight(const Setup& setup);
Sides prepare_memory_of_waiting_flows(const Setup& setup);
Sides prepare_latency_beside_waiting_flows(const Setup& setup);

}  // namespace flows::bench
