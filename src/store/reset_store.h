#pragma once

#include "store/transaction.h"

namespace flows::store {

// Removes every resource of every account and region. Revisions are not given again: what was made
// from an older definition stays apart from what is stored next. May throw StorageFailure, which
// Database handles.
void delete_everything(WriteTxn& txn);

}  // namespace flows::store
