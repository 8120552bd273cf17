#include "backends/object_bucket.h"

#include <fmt/format.h>

#include "rules/json_place.h"

namespace flows::backends {
namespace {

constexpr std::string_view kKind = "s3";
constexpr const char* kServedBy = "database";

base::Json place_json(const nodes::ObjectCall& call) {
  return {{"bucket", call.bucket}, {"key", call.key}};
}

base::Error bucket_failure(std::string message) {
  return {base::ErrorCode::kDependencyFailed, std::move(message), {}, "S3"};
}

// Whether the object is refused, and not the database at fault.
bool is_of_object(base::ErrorCode code) {
  return code == base::ErrorCode::kValidation || code == base::ErrorCode::kServiceQuotaExceeded;
}

// Errors: kDependencyFailed if S3 could have no such object.
base::Result<store::ObjectName> object_name_of(const nodes::ObjectCall& call) {
  store::ObjectName name{.bucket = call.bucket, .key = call.key};
  if (auto checked = store::check_object_name(name); !checked) {
    return bucket_failure(std::move(checked).error().message);
  }
  return name;
}

}  // namespace

base::Result<void> ObjectBucket::put_object(const nodes::ObjectCall& call,
                                            const std::string& content) {
  base::Json request = place_json(call);
  request["content"] = content;
  JournaledCall journaled(calls_, clock_, kKind, "PutObject", call, request);
  journaled.served_by(kServedBy);
  auto written = write(call, content);
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

base::Result<void> ObjectBucket::write(const nodes::ObjectCall& call, const std::string& content) {
  ASSIGN_OR_RETURN(const store::ObjectName name, object_name_of(call));
  auto written = db_.write([&](store::WriteTxn& txn) -> base::Result<void> {
    return store::put_object(txn, name, content, clock_.now(), limits_);
  });
  if (!written && is_of_object(written.error().code)) {
    return bucket_failure(std::move(written).error().message);
  }
  return written;
}

base::Result<std::string> ObjectBucket::read(const nodes::ObjectCall& call) {
  ASSIGN_OR_RETURN(const store::ObjectName name, object_name_of(call));
  ASSIGN_OR_RETURN(auto found,
                   db_.read([&](store::ReadTxn& txn) -> base::Result<std::optional<std::string>> {
                     return store::find_object(txn, name);
                   }));
  if (found) return *std::move(found);
  return bucket_failure(
      fmt::format("The bucket {} has no object {}: a Storage node writes one, or PUT "
                  "/_local/buckets/{{bucket}}/{{key}}.",
                  rules::in_quotes(call.bucket), rules::in_quotes(call.key)));
}

}  // namespace flows::backends
