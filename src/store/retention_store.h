#pragma once

#include <optional>

#include "base/clock.h"
#include "store/transaction.h"

// Removes executions that were retained for long enough. Every function may throw StorageFailure,
// which Database handles.
namespace flows::store {

// Does one step of the cleanup. If rows of an execution that was already removed, by itself or with
// its flow, are left, removes some of them; otherwise removes at most `rows` executions that ended
// at `ended_by` or before. Returns whether it found anything to remove.
bool remove_expired(WriteTxn& txn, base::TimePoint ended_by, int rows);

// Returns the earliest time at which a stored execution ended; nullopt if none has ended.
std::optional<base::TimePoint> first_execution_end(ReadTxn& txn);

}  // namespace flows::store
