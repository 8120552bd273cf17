#pragma once

#include <optional>

#include "base/clock.h"
#include "store/transaction.h"

// The end of executions that were kept for long enough. Every function may throw StorageFailure,
// which Database handles.
namespace flows::store {

// Removes at most `rows` rows: of executions that ended at `ended_by` or before, and what is
// left of those that are gone, their flows included. Returns whether it found any.
bool remove_expired(WriteTxn& txn, base::TimePoint ended_by, int rows);

// When the execution ended that has ended first; nullopt where none has.
std::optional<base::TimePoint> first_execution_end(ReadTxn& txn);

}  // namespace flows::store
