#pragma once

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/caller.h"
#include "base/clock.h"
#include "base/id_generator.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/runs_on.h"
#include "store/database.h"
#include "wire/message.h"
#include "wire/service_model.h"

namespace flows::runs {
class ExecutionRunner;
class RecentRuns;
class RunManager;
}  // namespace flows::runs

namespace flows::api {

class FlowTargets;

// One call of an operation, as its handler receives it.
struct ApiRequest {
  const wire::Operation& operation;
  base::Caller caller;
  // Path labels, query and body in one object that has passed the constraints of the API model.
  base::Json input;
  std::stop_token stop = {};  // requested when nobody waits for the response any more
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

// Serves one call and returns the JSON text of the response body. May throw what Database throws.
using Handler = base::Result<std::string> (*)(const ApiRequest&, Services&);

// Like Handler, for an operation that only reads one snapshot of the database.
using ReadHandler = base::Result<std::string> (*)(const ApiRequest&, store::ReadTxn&);

// Sends a streamed response: a handler calls `open` once, then `write` for each encoded frame. Both
// may block while the client reads slowly, and return false once it has left; the handler must then
// end soon.
struct StreamWriter {
  std::function<bool(std::vector<wire::Header> headers)> open;
  std::function<bool(std::string frame)> write;
};

// How a stream ended. The caller sends the last frames, together with the end of the stream.
struct StreamEnd {
  std::vector<std::string> frames = {};
  std::optional<base::ErrorCode> exception = {};  // that of the last frame, if it is one
};

// Serves one call whose response is a stream. An error means that nothing was sent.
using StreamHandler = base::Result<StreamEnd> (*)(const ApiRequest&, Services&, StreamWriter&);

// The possible outcomes of a call on the I/O thread. The handler decides once, on the parsed
// request.
struct MayBlock {};  // a pool has to serve the call; nothing has been done
struct BufferedStream {
  std::vector<wire::Header> headers;
  std::string frames;
  StreamEnd end;
};
// Completes a call. It must be called once, and calls `on_done` once, now or later, on any thread,
// with the body of the response. It does not block.
using AsyncCompletion = std::function<void(std::function<void(base::Result<std::string>)> on_done)>;
using IoThreadOutcome =
    std::variant<MayBlock, base::Result<std::string>, BufferedStream, AsyncCompletion>;

// A body may name `member` by `other` instead. Both are empty if there is no such member.
struct Synonym {
  std::string_view other = {};
  std::string_view member = {};
};

// An operation. Exactly one of `handler`, `read` and `stream` is set.
struct OperationRow {
  std::string_view name;
  // A row with kIoThread has a `read`. Its calls are served on the I/O thread, except those that
  // are not quick: the pool of the API serves them.
  base::RunsOn runs_on;
  Handler handler = nullptr;
  ReadHandler read = nullptr;
  // Returns whether a call of `read` takes microseconds. If nullptr, every call does.
  bool (*is_quick)(const ApiRequest&) = nullptr;
  StreamHandler stream = nullptr;
  // Serves on the I/O thread those calls of a pool's row that cannot block there, and returns
  // MayBlock for the others. If nullptr, every call goes to the pool. Threads: the I/O thread.
  IoThreadOutcome (*on_io_thread)(const ApiRequest&, Services&) = nullptr;
  // A member of the body for which AWS's texts also use another name.
  Synonym synonym = {};
};

// Returns every operation of the model.
std::span<const OperationRow> operations();

}  // namespace flows::api
