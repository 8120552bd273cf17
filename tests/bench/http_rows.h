#pragma once

#include "bench/rows.h"

// What is asked and answered at once. See the table in rows.cpp for what the two sides are.
namespace flows::bench {

Sides prepare_get_small_flow(const Setup& setup);
Sides prepare_get_large_flow(const Setup& setup);
Sides prepare_median_latency(const Setup& setup);
Sides prepare_tail_latency(const Setup& setup);
Sides prepare_invoke_flow(const Setup& setup);
Sides prepare_first_byte(const Setup& setup);
Sides prepare_get_flow_over_http2(const Setup& setup);
Sides prepare_first_byte_over_http2(const Setup& setup);
Sides prepare_idle_connections(const Setup& setup);

}  // namespace flows::bench
