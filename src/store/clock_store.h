#pragma once

#include "base/clock.h"
#include "store/transaction.h"

// The emulator's clock, which goes on where it was when a server starts again. Both functions may
// throw StorageFailure, which Database handles.
namespace flows::store {

// The computer's own time where nobody has moved it. Errors: kInternalServer, where the stored
// clock lies outside the years in which the server can count.
base::Result<base::ClockSetting> find_clock(ReadTxn& txn);
void persist_clock(WriteTxn& txn, const base::ClockSetting& setting);

}  // namespace flows::store
