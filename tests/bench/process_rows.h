#pragma once

#include "bench/rows.h"

// What it costs that the program is there. See the table in rows.cpp for what the two sides are.
namespace flows::bench {

Sides prepare_start_time(const Setup& setup);
Sides prepare_idle_memory(const Setup& setup);
Sides prepare_binary_size(const Setup& setup);

}  // namespace flows::bench
