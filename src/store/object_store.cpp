#include "store/object_store.h"

namespace flows::store {

void put_object(WriteTxn& txn, std::string_view bucket, std::string_view key,
                std::string_view content) {
  txn.apply("INSERT OR REPLACE INTO object (bucket, key, content) VALUES (?, ?, ?)", bucket, key,
            content);
}

std::optional<std::string> find_object(ReadTxn& txn, std::string_view bucket,
                                       std::string_view key) {
  auto row = txn.query("SELECT content FROM object WHERE bucket = ? AND key = ?", bucket, key);
  if (!row.step()) return std::nullopt;
  return row.text(0);
}

}  // namespace flows::store
