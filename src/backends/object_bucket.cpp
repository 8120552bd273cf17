#include "backends/object_bucket.h"

#include <fmt/format.h>

#include "rules/json_place.h"
#include "store/object_store.h"

namespace flows::backends {
namespace {

constexpr std::string_view kKind = "s3";
constexpr const char* kServedBy = "database";

base::Json place_json(const nodes::ObjectCall& call) {
  return {{"bucket", call.bucket}, {"key", call.key}};
}

}  // namespace

base::Result<void> ObjectBucket::put_object(const nodes::ObjectCall& call,
                                            const std::string& content) {
  base::Json request = place_json(call);
  request["content"] = content;
  JournaledCall journaled(calls_, clock_, kKind, "PutObject", call, request);
  journaled.served_by(kServedBy);
  auto written = db_.write([&](store::WriteTxn& txn) -> base::Result<void> {
    store::put_object(txn, call.bucket, call.key, content);
    return {};
  });
  if (written) {
    journaled.succeeded(base::Json::object());
  } else {
    journaled.failed(written.error());
  }
  return written;
}

base::Result<std::string> ObjectBucket::get_object(const nodes::ObjectCall& call) {
  JournaledCall journaled(calls_, clock_, kKind, "GetObject", call, place_json(call));
  journaled.served_by(kServedBy);
  auto content = read(call);
  journaled.ended(content, [](const std::string& text) -> base::Json {
    return {{"content", text}};
  });
  return content;
}

base::Result<std::string> ObjectBucket::read(const nodes::ObjectCall& call) {
  ASSIGN_OR_RETURN(const auto found,
                   db_.read([&](store::ReadTxn& txn) -> base::Result<std::optional<std::string>> {
                     return store::find_object(txn, call.bucket, call.key);
                   }));
  if (found) return *found;
  return base::Error{base::ErrorCode::kDependencyFailed,
                     fmt::format("The bucket {} has no object {}: a Storage node writes one.",
                                 rules::in_quotes(call.bucket), rules::in_quotes(call.key)),
                     {},
                     "S3"};
}

}  // namespace flows::backends
