#pragma once

#include "bench/rows.h"

// Python that a flow holds. See the table in rows.cpp for what the two sides are.
namespace flows::bench {

Sides prepare_code_latency(const Setup& setup);
Sides prepare_code_rate(const Setup& setup);

}  // namespace flows::bench
