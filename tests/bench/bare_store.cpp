#include "bench/bare_store.h"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <future>
#include <limits>
#include <string>

#include "bench/failure.h"
#include "bench/machine.h"

namespace flows::bench {
namespace {

constexpr int kExecutionsPerCommit = 512;
constexpr int kEvents = 6;
constexpr int kPage = 100;
constexpr std::string_view kFlow = "ABCDEFGHIJ";
constexpr std::string_view kAlias = "TSTALIASID";

// About as long as what the program keeps of an event.
constexpr std::string_view kEvent =
    R"({"kind":"nodeOutput","time":"2026-01-01T00:00:00.000000000Z","node":"Start",)"
    R"("fields":[{"name":"document","content":"Where is my parcel?","type":"String"}]})";

void check(int code, int expected) {
  if (code != expected) throw Failure(std::string("SQLite: ") + sqlite3_errstr(code));
}

void bind(sqlite3_stmt* statement, int at, std::string_view text) {
  check(sqlite3_bind_text(statement, at, text.data(), static_cast<int>(text.size()), nullptr),
        SQLITE_OK);
}

void bind(sqlite3_stmt* statement, int at, std::int64_t number) {
  check(sqlite3_bind_int64(statement, at, number), SQLITE_OK);
}

void step(sqlite3_stmt* statement) {
  check(sqlite3_step(statement), SQLITE_DONE);
  check(sqlite3_reset(statement), SQLITE_OK);
}

std::string insert_of_events() {
  std::string sql = "INSERT INTO event (execution_id, seq, text) VALUES ";
  for (int at = 1; at <= kEvents; ++at) {
    sql += fmt::format("{}(?1, {}, ?2)", at == 1 ? "" : ",", at);
  }
  return sql;
}

}  // namespace

BareStore::BareStore(const std::filesystem::path& file) {
  check(sqlite3_open(file.c_str(), &database_), SQLITE_OK);
  run("PRAGMA journal_mode = WAL");
  run("PRAGMA synchronous = NORMAL");
  run("CREATE TABLE execution (id INTEGER PRIMARY KEY, flow TEXT, alias TEXT, name TEXT,"
      " version TEXT, snapshot INTEGER, status TEXT, started INTEGER, ended INTEGER) STRICT");
  run("CREATE UNIQUE INDEX by_name ON execution (flow, alias, name)");
  run("CREATE INDEX by_creation ON execution"
      " (flow, id, alias, name, version, status, started, ended)");
  run("CREATE TABLE event (execution_id INTEGER, seq INTEGER, text TEXT,"
      " PRIMARY KEY (execution_id, seq)) STRICT, WITHOUT ROWID");
  insert_ = prepare(
      "INSERT INTO execution (id, flow, alias, name, version, snapshot, status, started)"
      " VALUES (?, ?, ?, ?, 'DRAFT', 1, 'Running', 1767225600000000000)");
  insert_events_ = prepare(insert_of_events());
  end_ = prepare(
      "UPDATE execution SET status = 'Succeeded', ended = 1767225600000000000 WHERE id = ?");
  page_ = prepare(
      "SELECT id, alias, name, version, status, started, ended FROM execution"
      " WHERE flow = ? AND id < ? ORDER BY id DESC LIMIT ?");
}

BareStore::~BareStore() {
  for (sqlite3_stmt* statement : {insert_, insert_events_, end_, page_}) {
    sqlite3_finalize(statement);
  }
  sqlite3_close(database_);
}

void BareStore::run(const char* sql) {
  check(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr), SQLITE_OK);
}

sqlite3_stmt* BareStore::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  check(sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement, nullptr),
        SQLITE_OK);
  return statement;
}

// Names grow with time, as those that the program makes do.
void BareStore::begin_execution(std::int64_t number) {
  const std::string name = fmt::format("{:08x}-0000-7000-8000-{:012x}", number, number);
  bind(insert_, 1, number);
  bind(insert_, 2, kFlow);
  bind(insert_, 3, kAlias);
  bind(insert_, 4, name);
  step(insert_);
}

double BareStore::write(double seconds) {
  const double start = now_seconds();
  std::int64_t written = 0;
  double passed = 0;
  for (; passed < seconds; passed = now_seconds() - start) {
    run("BEGIN IMMEDIATE");
    for (int i = 0; i < kExecutionsPerCommit; ++i, ++written) {
      const std::int64_t number = next_++;
      begin_execution(number);
      bind(insert_events_, 1, number);
      bind(insert_events_, 2, kEvent);
      step(insert_events_);
      bind(end_, 1, number);
      step(end_);
    }
    run("COMMIT");
  }
  return static_cast<double>(written) / passed;
}

void BareStore::fill(int executions) {
  run("BEGIN IMMEDIATE");
  for (int i = 0; i < executions; ++i) {
    begin_execution(next_);
    bind(end_, 1, next_++);
    step(end_);
  }
  run("COMMIT");
}

double BareStore::list(double seconds) {
  const double start = thread_cpu_seconds();
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  std::int64_t pages = 0;
  double passed = 0;
  for (; passed < seconds; passed = thread_cpu_seconds() - start, ++pages) {
    bind(page_, 1, kFlow);
    bind(page_, 2, before);
    bind(page_, 3, std::int64_t{kPage});
    int rows = 0;
    while (sqlite3_step(page_) == SQLITE_ROW) {
      before = sqlite3_column_int64(page_, 0);
      for (int column = 1; column < 7; ++column) sqlite3_column_text(page_, column);
      ++rows;
    }
    check(sqlite3_reset(page_), SQLITE_OK);
    if (rows < kPage) before = std::numeric_limits<std::int64_t>::max();
  }
  return static_cast<double>(pages) / passed;
}

double measured_on(int cpu, const std::function<double()>& work) {
  return std::async(std::launch::async,
                    [&] {
                      pin_thread(cpu);
                      return work();
                    })
      .get();
}

}  // namespace flows::bench
