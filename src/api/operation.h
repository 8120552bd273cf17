#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/clock.h"
#include "base/id_generator.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/result.h"
#include "store/database.h"
#include "wire/exchange.h"
#include "wire/service_model.h"

namespace flows::runs {
class ExecutionRunner;
class RecentRuns;
class RunManager;
}  // namespace flows::runs

namespace flows::api {

class FlowTargets;
struct Call;

// One call of an operation, as its handler sees it.
struct ApiRequest {
  const wire::Operation& operation;
  base::Caller caller;
  // Path labels, query and body in one object that has passed the constraints of the API model.
  base::Json input;
  const wire::Exchange& exchange;
};

// The quotas that AWS adjusts for an account on request, per account and region.
struct Quotas {
  std::size_t flows_per_account = base::limits::kFlowsPerAccountMax;
  std::size_t prompts_per_account = base::limits::kPromptsPerAccountMax;
};

// What a handler may use.
struct Services {
  store::Database& db;
  runs::RunManager& runs;
  FlowTargets& targets;
  runs::ExecutionRunner& executions;
  runs::RecentRuns& recent_runs;
  base::Clock& clock;
  base::IdGenerator& ids;
  Quotas quotas = {};
};

// Serves one call; returns the JSON text of the answer's body. May throw what Database throws.
using Handler = base::Result<std::string> (*)(const ApiRequest&, Services&);

// Serves one call without blocking: gives its answer to `done` once, now or later, on any thread.
using Done = std::function<void(base::Result<std::string>)>;
using LaterHandler = void (*)(const ApiRequest&, Services&, Done done);

// How a stream ended: with an exception in its last frame, or well.
struct StreamEnd {
  std::optional<base::ErrorCode> exception = {};
};

// Serves one call whose answer is a stream. An error means that nothing was sent.
using StreamHandler = base::Result<StreamEnd> (*)(const ApiRequest&, Services&, wire::FrameWriter&);

// `other` stands for `member` where a body has only the former; empty: there is none.
struct Synonym {
  std::string_view other = {};
  std::string_view member = {};
};

// An operation. Exactly one of `handler` and `stream` is set; `later` may stand beside `handler`,
// for the calls that are short.
struct OperationRow {
  std::string_view name;
  // A row that says kIoThread is always called on the same thread: its handler reads with
  // Database::read_on_io_thread.
  wire::RunsOn runs_on;
  Handler handler = nullptr;
  StreamHandler stream = nullptr;
  LaterHandler later = nullptr;
  // Whether this very call may be served on the I/O thread although the row says otherwise, by
  // `later` or `stream`; asked there where may_be_short says so. nullptr: no call may.
  bool (*is_short)(const Call&, const wire::Request&, const base::Caller&, Services&) = nullptr;
  // A member of the body that AWS's texts also call by another name.
  Synonym synonym = {};
};

// Every operation of the model.
std::span<const OperationRow> operations();

}  // namespace flows::api
