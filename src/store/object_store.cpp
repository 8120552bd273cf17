#include "store/object_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace flows::store {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

Error refused_name(std::string message) { return {ErrorCode::kValidation, std::move(message)}; }

bool is_bucket_character(char c) {
  return base::is_lower(c) || base::is_digit(c) || c == '.' || c == '-';
}

// S3 refuses names such as 192.168.5.4, which would look like hosts.
bool looks_like_an_address(std::string_view bucket) {
  return std::ranges::count(bucket, '.') == 3 &&
         std::ranges::all_of(bucket, [](char c) { return base::is_digit(c) || c == '.'; });
}

Result<void> check_object_size(std::size_t bytes, const ObjectLimits& limits) {
  if (bytes <= limits.object_bytes) return {};
  return Error{
      ErrorCode::kValidation,
      fmt::format("An object has at most {} bytes; this one has {}.", limits.object_bytes, bytes)};
}

Result<void> check_object_totals(ReadTxn& txn, const ObjectLimits& limits) {
  auto total = txn.query("SELECT objects, bytes FROM object_total");
  if (!total.step()) throw StorageFailure("the total of the objects is not stored");
  if (std::cmp_greater(total.integer(0), limits.objects)) {
    return Error{
        ErrorCode::kServiceQuotaExceeded,
        fmt::format("All buckets together hold at most {} objects. Delete some.", limits.objects)};
  }
  if (std::cmp_greater(total.integer(1), limits.bytes)) {
    return Error{ErrorCode::kServiceQuotaExceeded,
                 fmt::format("The objects of all buckets have at most {} bytes together; with this "
                             "they would have {}. Delete some.",
                             limits.bytes, total.integer(1))};
  }
  return {};
}

}  // namespace

Result<void> check_bucket(std::string_view bucket) {
  constexpr std::size_t kBytesMin = 3;
  constexpr std::size_t kBytesMax = 63;
  const auto is_end = [](char c) { return base::is_lower(c) || base::is_digit(c); };
  if (bucket.size() < kBytesMin || bucket.size() > kBytesMax ||
      !std::ranges::all_of(bucket, is_bucket_character) || !is_end(bucket.front()) ||
      !is_end(bucket.back()) || bucket.find("..") != bucket.npos || looks_like_an_address(bucket)) {
    return refused_name(
        "The name of a bucket has 3 to 63 lower-case letters, digits, dots and hyphens, begins and "
        "ends with a letter or digit, has no two dots side by side and is no IP address.");
  }
  return {};
}

Result<void> check_object_name(const ObjectName& name) {
  RETURN_IF_ERROR(check_bucket(name.bucket));
  if (name.key.empty()) return refused_name("The key of an object is not empty.");
  if (name.key.size() > base::limits::kObjectKeyBytesMax) {
    return refused_name(
        fmt::format("The key of an object has at most {} bytes of UTF-8; this one has {}.",
                    base::limits::kObjectKeyBytesMax, name.key.size()));
  }
  if (!base::is_utf8(name.key) || name.key.find('\0') != std::string::npos) {
    return refused_name("The key of an object is UTF-8 without zero bytes.");
  }
  return {};
}

Result<void> put_object(WriteTxn& txn, const ObjectName& name, std::string_view content,
                        base::TimePoint now, const ObjectLimits& limits) {
  RETURN_IF_ERROR(check_object_size(content.size(), limits));
  // REPLACE would delete the earlier row without its trigger.
  txn.apply(
      "INSERT INTO object (bucket, key, stored_at, content) VALUES (?, ?, ?, ?)"
      " ON CONFLICT (bucket, key) DO UPDATE"
      "  SET stored_at = excluded.stored_at, content = excluded.content",
      name.bucket, name.key, now, Bytes{content});
  // An Error undoes the write.
  return check_object_totals(txn, limits);
}

Result<void> check_objects(ReadTxn& txn) {
  const ObjectLimits limits;
  // The total comes first: it bounds the rows that the second query reads.
  RETURN_IF_ERROR(check_object_totals(txn, limits));
  auto largest = txn.query("SELECT coalesce(max(length(content)), 0) FROM object");
  CHECK(largest.step(), "an aggregate has a row");
  return check_object_size(static_cast<std::size_t>(largest.integer(0)), limits);
}

std::optional<std::string> find_object(ReadTxn& txn, const ObjectName& name) {
  auto row = txn.query("SELECT bucket, key, content FROM object WHERE bucket = ? AND key = ?",
                       name.bucket, name.key);
  if (!row.step()) return std::nullopt;
  return row.bytes(2);
}

bool delete_object(WriteTxn& txn, const ObjectName& name) {
  return txn.apply("DELETE FROM object WHERE bucket = ? AND key = ?", name.bucket, name.key);
}

ObjectList list_objects(ReadTxn& txn, std::string_view bucket, const ObjectFilter& filter) {
  // The length of a BLOB is in the head of its row, so that no content is read.
  auto row = txn.query(
      "SELECT key, stored_at, length(content) FROM object"
      " WHERE bucket = ? AND key >= ? AND key > ? ORDER BY key",
      bucket, filter.prefix, filter.after);
  ObjectList list;
  while (row.step()) {
    std::string key = row.text(0);
    if (!key.starts_with(filter.prefix)) break;
    if (list.objects.size() == filter.limit) {
      list.is_complete = false;
      break;
    }
    list.objects.push_back(
        {.key = std::move(key), .bytes = row.integer(2), .stored_at = row.time(1)});
  }
  return list;
}

}  // namespace flows::store
