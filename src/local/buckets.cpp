#include <fmt/format.h>

#include <array>

#include "base/json_text.h"
#include "base/limits.h"
#include "local/handlers.h"
#include "local/query.h"
#include "store/object_store.h"
#include "wire/target.h"
#include "wire/timestamp.h"

namespace flows::local {
namespace {

constexpr std::array<std::string_view, 3> kListMembers = {"prefix", "after", "limit"};

// Errors: kValidation if S3 could have no such object, or if the request has a query.
base::Result<store::ObjectName> read_object_name(const wire::Request& request,
                                                 const Labels& labels) {
  RETURN_IF_ERROR(read_query(request, {}));
  store::ObjectName name{.bucket = labels.at("bucket"), .key = labels.at("key")};
  // Paths are the same with a slash at their end and without, but keys are not.
  if (wire::raw_path(request.target).ends_with('/')) name.key += '/';
  RETURN_IF_ERROR(store::check_object_name(name));
  return name;
}

base::Error no_object(const store::ObjectName& name) {
  return {base::ErrorCode::kResourceNotFound,
          fmt::format("The bucket '{}' has no object '{}'.", name.bucket, name.key)};
}

base::Result<store::ObjectFilter> read_object_filter(const wire::Request& request) {
  ASSIGN_OR_RETURN(const auto query, read_query(request, kListMembers));
  store::ObjectFilter filter{.limit = base::limits::kObjectsListedMax};
  for (const auto& [name, text] : query) {
    if (name == "prefix") filter.prefix = text;
    if (name == "after") filter.after = text;
    if (name == "limit") {
      ASSIGN_OR_RETURN(const auto limit,
                       read_number(name, text, 1, base::limits::kObjectsListedMax));
      filter.limit = static_cast<std::size_t>(limit);
    }
  }
  return filter;
}

std::string object_text(const store::ObjectInfo& object) {
  return base::ObjectText()
      .string("key", object.key)
      .number("size", object.bytes)
      .string("lastModified", wire::format_timestamp(object.stored_at))
      .finish();
}

base::Result<std::string> list_text_of(const wire::Request& request, const std::string& bucket,
                                       Services& services) {
  ASSIGN_OR_RETURN(const auto filter, read_object_filter(request));
  RETURN_IF_ERROR(store::check_bucket(bucket));
  ASSIGN_OR_RETURN(const auto list,
                   services.db.read([&](store::ReadTxn& txn) -> base::Result<store::ObjectList> {
                     return store::list_objects(txn, bucket, filter);
                   }));
  base::ObjectText text;
  text.string("bucket", bucket);
  text.raw("objects", base::list_text(list.objects, object_text));
  if (!list.is_complete) text.string("nextAfter", list.objects.back().key);
  return std::move(text).finish();
}

}  // namespace

wire::Response get_objects(const wire::Request& request, const Labels& labels, Services& services) {
  auto list = list_text_of(request, labels.at("bucket"), services);
  return list ? json_response(200, *std::move(list)) : error_response(list.error());
}

wire::Response get_object(const wire::Request& request, const Labels& labels, Services& services) {
  const auto name = read_object_name(request, labels);
  if (!name) return error_response(name.error());
  auto content =
      services.db.read([&](store::ReadTxn& txn) -> base::Result<std::optional<std::string>> {
        return store::find_object(txn, *name);
      });
  if (!content) return error_response(content.error());
  if (!*content) return error_response(no_object(*name));
  // A browser must not take it for a page of this server.
  return {200, {{"Content-Type", "application/octet-stream"}}, **std::move(content)};
}

wire::Response put_object(const wire::Request& request, const Labels& labels, Services& services) {
  const auto name = read_object_name(request, labels);
  if (!name) return error_response(name.error());
  const auto written = services.db.write([&](store::WriteTxn& txn) -> base::Result<void> {
    return store::put_object(txn, *name, request.body, services.clock.now(),
                             services.object_limits);
  });
  return written ? wire::Response{.status = 204} : error_response(written.error());
}

wire::Response delete_object(const wire::Request& request, const Labels& labels,
                             Services& services) {
  const auto name = read_object_name(request, labels);
  if (!name) return error_response(name.error());
  const auto deleted = services.db.write([&](store::WriteTxn& txn) -> base::Result<void> {
    if (!store::delete_object(txn, *name)) return no_object(*name);
    return {};
  });
  return deleted ? wire::Response{.status = 204} : error_response(deleted.error());
}

}  // namespace flows::local
