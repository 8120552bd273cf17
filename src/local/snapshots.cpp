#include "store/snapshots.h"

#include "base/json_text.h"
#include "local/handlers.h"
#include "local/query.h"
#include "local/replace_state.h"
#include "wire/timestamp.h"

namespace flows::local {
namespace {

std::string to_json(const store::SnapshotInfo& info) {
  return base::ObjectText()
      .string("name", info.name)
      .string("createdAt", wire::format_timestamp(info.created_at))
      .number("bytes", static_cast<std::int64_t>(info.bytes))
      .finish();
}

}  // namespace

wire::Response get_snapshots(const wire::Request& request, const Labels& /*labels*/,
                             Services& services) {
  if (const auto query = read_query(request, {}); !query) return error_response(query.error());
  const auto found = services.snapshots.list();
  if (!found) return error_response(found.error());
  return json_response(
      200, base::ObjectText().raw("snapshots", base::list_text(*found, to_json)).finish());
}

wire::Response post_snapshot(const wire::Request& request, const Labels& labels,
                             Services& services) {
  if (const auto query = read_query(request, {}); !query) return error_response(query.error());
  const auto taken = services.snapshots.take(labels.at("name"));
  return taken ? json_response(201, to_json(*taken)) : error_response(taken.error());
}

wire::Response delete_snapshot(const wire::Request& request, const Labels& labels,
                               Services& services) {
  if (const auto query = read_query(request, {}); !query) return error_response(query.error());
  const auto removed = services.snapshots.remove(labels.at("name"));
  return removed ? wire::Response{.status = 204} : error_response(removed.error());
}

wire::Response post_snapshot_load(const wire::Request& request, const Labels& labels,
                                  Services& services) {
  if (const auto query = read_query(request, {}); !query) return error_response(query.error());
  // A snapshot that cannot be loaded is refused before any run is ended.
  const auto copy = services.snapshots.open(labels.at("name"));
  if (!copy) return error_response(copy.error());
  const std::lock_guard lock(services.replacing);
  const auto loaded = replace_state(services, [&] { return services.db.replace_with(**copy); });
  return loaded ? wire::Response{.status = 204} : error_response(loaded.error());
}

}  // namespace flows::local
