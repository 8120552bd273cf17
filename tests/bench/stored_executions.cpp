#include "bench/stored_executions.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <map>

#include "bench/execution_rows.h"
#include "bench/failure.h"
#include "bench/load.h"
#include "bench/requests.h"

namespace flows::bench {
namespace {

// Of the executions that are copied; their number follows.
constexpr std::string_view kName = "stored";

constexpr std::string_view kCopies = R"(
PRAGMA synchronous = OFF;
BEGIN IMMEDIATE;
WITH RECURSIVE copy (number) AS (
  SELECT 0 UNION ALL SELECT number + 1 FROM copy WHERE number + 1 < {0})
INSERT INTO execution (account, region, flow_id, alias_id, name, version, revision, status,
  started_at, ended_at, execution_role_arn)
SELECT account, region, flow_id, alias_id, printf('{1}%08d', number), version, revision, status,
  started_at, ended_at, execution_role_arn FROM copy, execution WHERE id = 1;
INSERT INTO event_batch (id, events)
SELECT (copy.id << 24) + (event_batch.id & 0xFFFFFF), events
FROM execution AS copy, event_batch
WHERE event_batch.id >> 24 = 1 AND copy.id > 1 ORDER BY 1;
DELETE FROM execution WHERE id = 1;
COMMIT;
PRAGMA wal_checkpoint(TRUNCATE);
)";

void copy_rows(const std::filesystem::path& database, int executions) {
  sqlite3* connection = nullptr;
  int code = sqlite3_open(database.c_str(), &connection);
  if (code == SQLITE_OK) {
    const std::string script = fmt::format(kCopies, executions, kName);
    code = sqlite3_exec(connection, script.c_str(), nullptr, nullptr, nullptr);
  }
  const std::string message = connection == nullptr ? "" : sqlite3_errmsg(connection);
  sqlite3_close(connection);
  if (code != SQLITE_OK) throw Failure("copying executions: " + message);
}

StoredExecutions make(const Setup& setup, int executions) {
  StoredExecutions stored{.database = setup.shared / fmt::format("{}.db", executions),
                          .executions = executions};
  {
    const Server program = start_on(setup, stored.database);
    stored.flow_path = create_prepared_flow(program->port(), deciding_flow("deciding"));
    expect(kOk, ask(program->port(), std::string(start_requests(stored.flow_path)({}))));
    wait_until_none_runs(program);
  }
  copy_rows(stored.database, executions);
  return stored;
}

}  // namespace

std::string StoredExecutions::path_of(int at) const {
  return fmt::format("{}aliases/TSTALIASID/executions/{}{:08}", flow_path, kName, at);
}

StoredExecutions stored_executions(const Setup& setup, int executions) {
  static std::map<int, StoredExecutions> made;
  const auto found = made.find(executions);
  if (found != made.end()) return found->second;
  return made.emplace(executions, make(setup, executions)).first->second;
}

Server start_on(const Setup& setup, const std::filesystem::path& database) {
  return std::make_shared<ServerProcess>(setup.program, program_arguments(database),
                                         setup.cpus.server);
}

}  // namespace flows::bench
