#include "store/connection.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/text/utf8.h"
#include "store/latest_time.h"

namespace flows::store {
namespace {

[[noreturn]] void fail(sqlite3* db, const char* what) {
  constexpr int kPrimaryCode = 0xFF;
  const int code = sqlite3_extended_errcode(db);
  const int primary = code & kPrimaryCode;
  const bool is_damaged = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB ||
                          primary == SQLITE_ERROR;  // a table or a column is missing
  throw StorageFailure(
      fmt::format("{}: {} (SQLite code {})", what, sqlite3_errmsg(db), code),
      is_damaged ? base::ErrorCode::kDamagedData : base::ErrorCode::kInternalServer);
}

void initialize_once() {
  static std::once_flag once;
  // The statistics of SQLite's memory are not used, and counting takes a lock at each allocation.
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

int open_flags(Connection::Mode mode) {
  constexpr int kCommon = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  switch (mode) {
    case Connection::Mode::kReadOnly: return kCommon | SQLITE_OPEN_READONLY;
    case Connection::Mode::kReadWrite:
    case Connection::Mode::kInMemory: break;
  }
  return kCommon | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
}

}  // namespace

Statement::~Statement() {
  if (stmt_ == nullptr) return;
  // The error code that sqlite3_reset returns was already reported by the step that failed.
  sqlite3_reset(stmt_);
  sqlite3_clear_bindings(stmt_);
  *in_use_ = false;
}

void Statement::check_bound(int code) const {
  CHECK(code != SQLITE_RANGE, "more values than the statement has parameters");
  if (code != SQLITE_OK) fail(db_, "binding a value failed");
}

Statement& Statement::bind(std::string_view text) {
  // An empty view may have a null pointer, which SQLite would bind as NULL.
  const char* const data = text.data() == nullptr ? "" : text.data();
  check_bound(sqlite3_bind_text64(stmt_, ++bound_, data, text.size(),
                                  copies_ ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind(Bytes value) {
  const char* const data = value.bytes.data() == nullptr ? "" : value.bytes.data();
  check_bound(sqlite3_bind_blob64(stmt_, ++bound_, data, value.bytes.size(),
                                  copies_ ? SQLITE_TRANSIENT : SQLITE_STATIC));
  return *this;
}

Statement& Statement::bind(std::int64_t number) {
  check_bound(sqlite3_bind_int64(stmt_, ++bound_, number));
  return *this;
}

Statement& Statement::bind(base::TimePoint time) {
  return bind(std::int64_t{time.time_since_epoch().count()});
}

Statement& Statement::bind(std::nullopt_t) {
  check_bound(sqlite3_bind_null(stmt_, ++bound_));
  return *this;
}

Statement& Statement::bind(const std::optional<std::string>& text) {
  return text ? bind(std::string_view(*text)) : bind(std::nullopt);
}

Statement& Statement::bind(const std::optional<base::TimePoint>& time) {
  return time ? bind(*time) : bind(std::nullopt);
}

bool Statement::step() {
  CHECK(bound_ == sqlite3_bind_parameter_count(stmt_), "a parameter of the statement has no value");
  switch (sqlite3_step(stmt_)) {
    case SQLITE_ROW: return true;
    case SQLITE_DONE: return false;
    default: fail(db_, "running a statement failed");
  }
}

void Statement::run() { CHECK(!step(), "a statement that was to have no rows has one"); }

bool Statement::is_null(int column) const {
  return sqlite3_column_type(stmt_, column) == SQLITE_NULL;
}

bool Statement::is_integer(int column) const {
  return sqlite3_column_type(stmt_, column) == SQLITE_INTEGER;
}

bool Statement::is_bytes(int column) const {
  return sqlite3_column_type(stmt_, column) == SQLITE_BLOB;
}

std::string Statement::bytes(int column) const {
  if (!is_bytes(column)) refuse(column, "is not bytes");
  const auto* const found = static_cast<const char*>(sqlite3_column_blob(stmt_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(stmt_, column));
  return size == 0 ? std::string() : std::string(found, size);  // no bytes have no address
}

std::string Statement::json(int column, base::JsonKind kind) const {
  const std::string_view found = view(column);
  if (base::is_json(found, kind)) return std::string(found);
  refuse(column, kind == base::JsonKind::kArray ? "is not a JSON array" : "is not a JSON object");
}

std::optional<std::string> Statement::optional_json(int column, base::JsonKind kind) const {
  if (is_null(column)) return std::nullopt;
  return json(column, kind);
}

std::string_view Statement::word(int column, std::span<const std::string_view> words) const {
  const std::string_view found = view(column);
  const auto word = std::ranges::find(words, found);
  if (word == words.end()) refuse(column, fmt::format("is none of {}", fmt::join(words, ", ")));
  return *word;
}

std::string Statement::text(int column) const { return std::string(text_view(column)); }

std::string_view Statement::text_view(int column) const {
  const std::string_view found = view(column);
  if (!base::is_utf8(found)) refuse(column, "is not UTF-8");
  return found;
}

std::string_view Statement::view(int column) const {
  const auto* const bytes = sqlite3_column_text(stmt_, column);
  const int size = sqlite3_column_bytes(stmt_, column);
  // A file that another program has changed may hold anything.
  if (bytes == nullptr) refuse(column, "is missing");
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::string_view Statement::name(int column) const { return sqlite3_column_name(stmt_, column); }

void Statement::refuse(int column, std::string_view how) const {
  throw StorageFailure(fmt::format("the stored {} of {} {}", name(column), row_name(column), how));
}

// Returns the table that the statement reads first. Its text is one of this room's.
std::string_view Statement::table() const {
  constexpr std::string_view kFrom = "FROM ";
  std::string_view sql = sqlite3_sql(stmt_);
  const std::size_t from = sql.find(kFrom);
  if (from == sql.npos) return "a table";
  sql.remove_prefix(from + kFrom.size());
  if (sql.starts_with('"')) sql.remove_prefix(1);
  return sql.substr(0, sql.find_first_of(" \")"));
}

// Names the table of the row, and the row by its first short texts and numbers.
std::string Statement::row_name(int damaged_column) const {
  constexpr std::size_t kValuesMax = 4;
  constexpr std::size_t kBytesMax = 200;
  std::vector<std::string> values;
  for (int column = 0; column < sqlite3_column_count(stmt_) && values.size() < kValuesMax;
       ++column) {
    const auto* const bytes = sqlite3_column_text(stmt_, column);
    if (column == damaged_column || bytes == nullptr) continue;
    const std::string_view value(reinterpret_cast<const char*>(bytes),
                                 static_cast<std::size_t>(sqlite3_column_bytes(stmt_, column)));
    if (value.size() > kBytesMax || !base::is_utf8(value)) continue;
    values.push_back(fmt::format("{} {}", name(column), value));
  }
  return fmt::format("a row of {} ({})", table(), fmt::join(values, ", "));
}

std::optional<std::string> Statement::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(stmt_, column); }

base::TimePoint Statement::time(int column) const {
  // If another program has put a value out of range, the nearest valid time is used: lists still
  // work, and sums do not overflow.
  return std::clamp(base::TimePoint(std::chrono::nanoseconds(integer(column))), base::TimePoint(),
                    kLatestTime);
}

std::optional<base::TimePoint> Statement::optional_time(int column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

void Connection::Finalize::operator()(sqlite3_stmt* stmt) const { sqlite3_finalize(stmt); }
void Connection::Close::operator()(sqlite3* db) const { sqlite3_close(db); }

Connection::Connection(const std::string& file, Mode mode, const char* vfs) {
  initialize_once();
  sqlite3* db = nullptr;
  const char* const name = mode == Mode::kInMemory ? ":memory:" : file.c_str();
  const int code = sqlite3_open_v2(name, &db, open_flags(mode), vfs);
  db_.reset(db);
  if (code != SQLITE_OK) {
    throw StorageFailure(fmt::format("opening it failed: {}", sqlite3_errstr(code)));
  }
  // Inside this process nothing waits for a lock, but a person may look at the file with another
  // tool.
  sqlite3_busy_timeout(db, 5000);
}

Connection::~Connection() = default;

Connection::Cached& Connection::cached(Sql sql) {
  auto& entry = statements_[sql.text()];
  if (!entry.stmt) {
    sqlite3_stmt* stmt = nullptr;
    const int code =
        sqlite3_prepare_v3(db_.get(), sql.text(), -1, SQLITE_PREPARE_PERSISTENT, &stmt, nullptr);
    if (code != SQLITE_OK) fail(db_.get(), "a statement does not fit the database");
    entry.stmt.reset(stmt);
  }
  CHECK(!entry.in_use, "a statement is used inside its own use");
  return entry;
}

Statement Connection::prepare(Sql sql) {
  auto& entry = cached(sql);
  entry.in_use = true;
  return {db_.get(), entry.stmt.get(), &entry.in_use};
}

Statement Connection::prepare_read(Sql sql) {
  auto& entry = cached(sql);
  CHECK(sqlite3_stmt_readonly(entry.stmt.get()) != 0, "a read transaction was asked to write");
  entry.in_use = true;
  return {db_.get(), entry.stmt.get(), &entry.in_use};
}

void Connection::run_script(const char* script) {
  if (sqlite3_exec(db_.get(), script, nullptr, nullptr, nullptr) != SQLITE_OK) {
    fail(db_.get(), "a statement of the program failed");
  }
}

void Connection::copy_from(Connection& source) {
  sqlite3_backup* const copy = sqlite3_backup_init(db_.get(), "main", source.db_.get(), "main");
  if (copy == nullptr) fail(db_.get(), "copying a database failed");
  const int code = sqlite3_backup_step(copy, -1);
  sqlite3_backup_finish(copy);
  if (code != SQLITE_DONE) {
    throw StorageFailure(
        fmt::format("copying a database failed: {} (SQLite code {})", sqlite3_errstr(code), code));
  }
}

std::int64_t Connection::last_insert_id() const { return sqlite3_last_insert_rowid(db_.get()); }

std::int64_t Connection::rows_changed() const { return sqlite3_total_changes64(db_.get()); }

bool Connection::in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }

}  // namespace flows::store
