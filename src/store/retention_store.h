#pragma once

#include <optional>

#include "base/clock.h"
#include "store/transaction.h"

// The end of executions that were retained for long enough. Every function may throw
// StorageFailure, which Database handles.
namespace flows::store {

// Removes at most `rows` executions that ended at `ended_by` or before, or, of one that is gone, be
// it with its flow, some of its events or what is left after them. Returns whether it found any.
bool remove_expired(WriteTxn& txn, base::TimePoint ended_by, int rows);

// When the execution ended that has ended first; nullopt where none has.
std::optional<base::TimePoint> first_execution_end(ReadTxn& txn);

}  // namespace flows::store
