#include "backends/object_bucket.h"

#include <fmt/format.h>

#include "backends/json_place.h"
#include "store/object_store.h"

namespace flows::backends {

base::Result<void> ObjectBucket::put_object(const nodes::ObjectCall& call,
                                            const std::string& content) {
  return db_.write([&](store::WriteTxn& txn) -> base::Result<void> {
    store::put_object(txn, call.bucket, call.key, content);
    return {};
  });
}

base::Result<std::string> ObjectBucket::get_object(const nodes::ObjectCall& call) {
  ASSIGN_OR_RETURN(const auto found,
                   db_.read([&](store::ReadTxn& txn) -> base::Result<std::optional<std::string>> {
                     return store::find_object(txn, call.bucket, call.key);
                   }));
  if (found) return *found;
  return base::Error{base::ErrorCode::kDependencyFailed,
                     fmt::format("The bucket {} has no object {}: a Storage node writes one.",
                                 in_quotes(call.bucket), in_quotes(call.key)),
                     {},
                     "S3"};
}

}  // namespace flows::backends
