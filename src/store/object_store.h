#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/transaction.h"

// The objects of S3 buckets. As on AWS, the name of a bucket means the same for all callers. Every
// function may throw StorageFailure, which Database handles.
namespace flows::store {

// Stores an object and replaces an earlier one of that key. `content` is UTF-8.
void put_object(WriteTxn& txn, std::string_view bucket, std::string_view key,
                std::string_view content);

// Returns the content of an object; nullopt if there is none.
std::optional<std::string> find_object(ReadTxn& txn, std::string_view bucket, std::string_view key);

}  // namespace flows::store
