#pragma once

#include "base/clock.h"
#include "store/transaction.h"

// The setting of the emulator's clock, which survives a restart of the server. Both functions may
// throw StorageFailure, which Database handles.
namespace flows::store {

// Returns the stored setting of the clock; if nobody has moved the clock, that is the computer's
// own time. Errors: kInternalServer if the stored clock lies outside the years in which the server
// can count.
base::Result<base::ClockSetting> find_clock(ReadTxn& txn);
void persist_clock(WriteTxn& txn, const base::ClockSetting& setting);

}  // namespace flows::store
