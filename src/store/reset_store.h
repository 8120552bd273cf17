#pragma once

#include "store/transaction.h"

namespace flows::store {

// Removes every resource of every account and region. Revisions are not used again, so that nothing
// compiled from a removed definition is taken for one that is stored afterwards. May throw
// StorageFailure, which Database handles.
void delete_everything(WriteTxn& txn);

}  // namespace flows::store
