#include "base/json_text.h"
#include "local/handlers.h"

namespace flows::local {
namespace {

using wire::RunsOn;

// Our own routes: the table of contents of this room.
constexpr Route kRoutes[] = {
    {"GET", "/_local/health", RunsOn::kIoThread, get_health},
    // Reading the document may read its file.
    {"GET", "/_local/backends", RunsOn::kApiPool, get_backends},
    {"PUT", "/_local/backends", RunsOn::kApiPool, put_backends},
    {"GET", "/_local/requests", RunsOn::kApiPool, get_requests},
    {"DELETE", "/_local/requests", RunsOn::kApiPool, delete_requests},
    {"GET", "/_local/calls", RunsOn::kApiPool, get_calls},
    {"DELETE", "/_local/calls", RunsOn::kApiPool, delete_calls},
    {"GET", "/_local/clock", RunsOn::kApiPool, get_clock},
    {"POST", "/_local/clock", RunsOn::kApiPool, post_clock},
    {"POST", "/_local/reset", RunsOn::kApiPool, post_reset},
};

constexpr std::string_view kNoExport = "the store has no export and import yet";
constexpr std::string_view kNoSnapshots = "the store has no named copies yet";
constexpr std::string_view kNoExecutions = "runs of InvokeFlow are not listed yet";
constexpr std::string_view kNoCoverage = "coverage is not counted yet";
constexpr std::string_view kNoFaults = "faults cannot be injected yet";
constexpr std::string_view kNoMetrics = "nothing is measured yet";
constexpr std::string_view kNoConsole = "the console does not exist yet";

constexpr NotSupported kNotSupported[] = {
    {"GET", "/_local/state", kNoExport},
    {"PUT", "/_local/state", kNoExport},
    {"GET", "/_local/snapshots", kNoSnapshots},
    {"POST", "/_local/snapshots/{name}", kNoSnapshots},
    {"POST", "/_local/snapshots/{name}/load", kNoSnapshots},
    {"DELETE", "/_local/snapshots/{name}", kNoSnapshots},
    {"GET", "/_local/executions", kNoExecutions},
    {"GET", "/_local/executions/{id}", kNoExecutions},
    {"GET", "/_local/coverage", kNoCoverage},
    {"GET", "/_local/faults", kNoFaults},
    {"PUT", "/_local/faults", kNoFaults},
    {"DELETE", "/_local/faults", kNoFaults},
    {"GET", "/_local/metrics", kNoMetrics},
    {"GET", "/_local/console/", kNoConsole},
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

}  // namespace flows::local
