#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/limits.h"
#include "base/result.h"
#include "store/transaction.h"

// The objects of S3 buckets. As on AWS, the name of a bucket means the same for all callers. A
// bucket exists as soon as it is named. Every function that takes a transaction may throw
// StorageFailure, which Database handles.
namespace flows::store {

struct ObjectName {
  std::string bucket;
  std::string key;
};

// Checks that S3 could have such a bucket. Errors, which say why not: kValidation.
base::Result<void> check_bucket(std::string_view bucket);

// Checks bucket and key: S3's keys are UTF-8 of 1 to limits::kObjectKeyBytesMax bytes. A zero byte
// is refused, because SQLite compares texts with one in undefined ways. Errors, which say what is
// wrong: kValidation.
base::Result<void> check_object_name(const ObjectName& name);

// What the buckets may hold. Tests lower it.
struct ObjectLimits {
  std::size_t object_bytes = base::limits::kObjectBytesMax;  // of one object
  std::size_t objects = base::limits::kObjectsMax;           // in all buckets
  std::size_t bytes = base::limits::kObjectsBytesMax;        // of all these objects
};

// Stores an object and replaces an earlier one of that name, whose room becomes free. `content` is
// any bytes. Errors, which name the limit: kValidation if it is too large by itself;
// kServiceQuotaExceeded if it is so together with the others.
base::Result<void> put_object(WriteTxn& txn, const ObjectName& name, std::string_view content,
                              base::TimePoint now, const ObjectLimits& limits = {});

// Checks all objects that are stored, for contents that did not come from put_object. Errors: those
// of put_object.
base::Result<void> check_objects(ReadTxn& txn);

// Returns the content of an object; nullopt if there is none.
std::optional<std::string> find_object(ReadTxn& txn, const ObjectName& name);

// Returns whether there was such an object.
bool delete_object(WriteTxn& txn, const ObjectName& name);

struct ObjectInfo {
  std::string key;
  std::int64_t bytes;
  base::TimePoint stored_at;
};

// Which objects of a bucket a list contains.
struct ObjectFilter {
  std::string prefix = {};  // of their keys
  std::string after = {};   // a key; the list begins with the next one
  std::size_t limit;
};

struct ObjectList {
  std::vector<ObjectInfo> objects = {};
  bool is_complete = true;  // false if the limit has cut it off
};

// Returns objects in the order of the bytes of their keys.
ObjectList list_objects(ReadTxn& txn, std::string_view bucket, const ObjectFilter& filter);

}  // namespace flows::store
