#pragma once

#include "bench/rows.h"

// Definitions that are written and compiled. See the table in rows.cpp for what the two sides are.
namespace flows::bench {

Sides prepare_creation(const Setup& setup);
// Against reading the same definition from its text and printing it again.
Sides prepare_compilation(const Setup& setup);

// Of a definition a hundred times as large as AWS takes, for each hundredth of it, and of the
// largest that it takes: near 1, the work grows as the definition does.
Sides prepare_validation_growth(const Setup& setup);

}  // namespace flows::bench
