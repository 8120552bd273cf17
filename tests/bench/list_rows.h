#pragma once

#include "bench/rows.h"

// What does not depend on how much is stored. See the table in rows.cpp for what the two sides are.
namespace flows::bench {

Sides prepare_page(const Setup& setup);

// With a million executions in the database, and with a few.
Sides prepare_growth_of_get_flow(const Setup& setup);
Sides prepare_growth_of_get_execution(const Setup& setup);
Sides prepare_growth_of_first_page(const Setup& setup);
Sides prepare_growth_of_last_page(const Setup& setup);
Sides prepare_growth_of_start(const Setup& setup);

}  // namespace flows::bench
