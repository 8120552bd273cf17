#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/transaction.h"

// The objects of buckets, whose names are the same for all callers, as on AWS. Every function may
// throw StorageFailure, which Database handles.
namespace flows::store {

// Stores an object in the place of the one that was there. `content` is UTF-8.
void put_object(WriteTxn& txn, std::string_view bucket, std::string_view key,
                std::string_view content);

// nullopt if there is none.
std::optional<std::string> find_object(ReadTxn& txn, std::string_view bucket, std::string_view key);

}  // namespace flows::store
