#pragma once

#include "bench/rows.h"

namespace flows::bench {

// A definition of the largest size that AWS takes: its findings, and a plain parse of its text.
Sides prepare_validation(const Setup& setup);

// The findings of a definition a hundred times as large, for each hundredth of it, and those of the
// largest that AWS takes: near 1, the work grows as the definition does.
Sides prepare_validation_growth(const Setup& setup);

}  // namespace flows::bench
