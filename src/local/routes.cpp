#include "base/json_text.h"
#include "local/handlers.h"

namespace flows::local {
namespace {

using base::RunsOn;

// The table of our own routes, and thus the table of contents of this room.
constexpr Route kRoutes[] = {
    {"GET", "/", RunsOn::kIoThread, get_index},
    {"GET", "/_local/", RunsOn::kIoThread, get_index},
    {"GET", "/_local/health", RunsOn::kIoThread, get_health},
    // The handler may have to read the file of the document.
    {"GET", "/_local/backends", RunsOn::kApiPool, get_backends},
    {"PUT", "/_local/backends", RunsOn::kApiPool, put_backends},
    {"GET", "/_local/buckets/{bucket}", RunsOn::kApiPool, get_objects},
    {"GET", "/_local/buckets/{bucket}/{key+}", RunsOn::kApiPool, get_object},
    {"PUT", "/_local/buckets/{bucket}/{key+}", RunsOn::kApiPool, put_object},
    {"DELETE", "/_local/buckets/{bucket}/{key+}", RunsOn::kApiPool, delete_object},
    {"GET", "/_local/requests", RunsOn::kApiPool, get_requests},
    {"DELETE", "/_local/requests", RunsOn::kApiPool, delete_requests},
    {"GET", "/_local/calls", RunsOn::kApiPool, get_calls},
    {"DELETE", "/_local/calls", RunsOn::kApiPool, delete_calls},
    {"GET", "/_local/executions", RunsOn::kApiPool, get_executions},
    {"GET", "/_local/executions/{id}", RunsOn::kApiPool, get_execution},
    {"GET", "/_local/clock", RunsOn::kApiPool, get_clock},
    {"POST", "/_local/clock", RunsOn::kApiPool, post_clock},
    {"GET", "/_local/state", RunsOn::kApiPool, get_state},
    {"PUT", "/_local/state", RunsOn::kApiPool, put_state},
    {"GET", "/_local/snapshots", RunsOn::kApiPool, get_snapshots},
    {"POST", "/_local/snapshots/{name}", RunsOn::kApiPool, post_snapshot},
    {"DELETE", "/_local/snapshots/{name}", RunsOn::kApiPool, delete_snapshot},
    {"POST", "/_local/snapshots/{name}/load", RunsOn::kApiPool, post_snapshot_load},
    {"POST", "/_local/reset", RunsOn::kApiPool, post_reset},
};

constexpr std::string_view kNoCoverage = "coverage is not counted yet";
constexpr std::string_view kNoFaults = "faults cannot be injected yet";
constexpr std::string_view kNoMetrics = "nothing is measured yet";
constexpr std::string_view kNoConsole = "the console does not exist yet";

constexpr NotSupported kNotSupported[] = {
    {"GET", "/_local/coverage", kNoCoverage}, {"GET", "/_local/faults", kNoFaults},
    {"PUT", "/_local/faults", kNoFaults},     {"DELETE", "/_local/faults", kNoFaults},
    {"GET", "/_local/metrics", kNoMetrics},   {"GET", "/_local/console/", kNoConsole},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

std::span<const NotSupported> not_supported() { return kNotSupported; }

wire::Response json_response(int status, std::string json) {
  return {status, {{"Content-Type", "application/json"}}, std::move(json)};
}

wire::Response message_response(int status, std::string_view message) {
  base::ObjectText body;
  body.string("message", message);
  return json_response(status, std::move(body).finish());
}

wire::Response error_response(const base::Error& error) {
  switch (error.code) {
    case base::ErrorCode::kResourceNotFound: return message_response(404, error.message);
    case base::ErrorCode::kConflict:
    case base::ErrorCode::kServiceQuotaExceeded: return message_response(409, error.message);
    case base::ErrorCode::kThrottling: return message_response(429, error.message);
    case base::ErrorCode::kInternalServer: return message_response(500, error.message);
    default: return message_response(400, error.message);
  }
}

}  // namespace flows::local
