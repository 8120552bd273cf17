#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "backends/backends.h"
#include "backends/call_journal.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/runs_on.h"
#include "local/request_journal.h"
#include "store/database.h"
#include "store/object_store.h"
#include "wire/message.h"

namespace flows::runs {
class ExecutionRunner;
class RecentRuns;
}  // namespace flows::runs
namespace flows::store {
class Snapshots;
}

namespace flows::local {

// What the handlers of this room may use.
struct Services {
  store::Database& db;
  backends::Backends& backends;
  RequestJournal& journal;
  backends::CallJournal& calls;
  base::Clock& clock;
  base::OffsetClock& movable_clock;  // in a server, the same object as `clock`
  base::TimePoint started_at;
  store::Snapshots& snapshots;
  runs::ExecutionRunner& executions;
  runs::RecentRuns& recent_runs;
  // Held by the request that replaces the whole state, until the seeds of a reset have been applied
  // again.
  std::mutex& replacing;
  // Creates those resources of the seeds on the command line that do not exist yet.
  std::function<base::Result<void>()> apply_seeds;
  store::ObjectLimits object_limits = {};
  std::stop_token stopping = {};  // requested once the server accepts no new work
};

using Labels = std::map<std::string, std::string>;

// One of our own routes. `path` is a pattern such as "/_local/executions/{id}". A label such as
// {key+}, which stands at the end, is everything that follows, slashes included.
struct Route {
  std::string_view method;
  std::string_view path;
  base::RunsOn runs_on;
  wire::Response (*handler)(const wire::Request& request, const Labels& labels, Services& services);
};

// Returns every route of this room.
std::span<const Route> routes();

// A planned route that this version does not serve, with the reason.
struct NotSupported {
  std::string_view method;
  std::string_view path;
  std::string_view reason;
};

std::span<const NotSupported> not_supported();

// Returns a response whose body is `json`, a finished JSON text.
wire::Response json_response(int status, std::string json);

// Returns a response with the body {"message": …}.
wire::Response message_response(int status, std::string_view message);

// Returns the response for an error of such a route, with the status that fits: 400, 404, 409, 429
// or 500.
wire::Response error_response(const base::Error& error);

}  // namespace flows::local
