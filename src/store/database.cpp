#include "store/database.h"

#include <fmt/format.h>

#include <atomic>
#include <system_error>
#include <utility>

#include "base/limits.h"
#include "base/log.h"
#include "store/guarded.h"
#include "store/memory_vfs.h"
#include "store/migrations.h"

namespace flows::store {
namespace {

constexpr std::size_t kReaders = 4;

constexpr std::string_view kReadIt = "read its database";

// Runs `reading` between BEGIN and END, and ends the transaction even if `reading` throws.
base::Result<void> read_snapshot(Connection& connection,
                                 const std::function<void(ReadTxn&)>& reading) {
  struct Snapshot {
    explicit Snapshot(Connection& c) : connection(c) { connection.prepare("BEGIN").run(); }
    ~Snapshot() {
      try {
        if (connection.in_transaction()) connection.prepare("END").run();
      } catch (const StorageFailure& failure) {
        base::log(base::LogLevel::kError, "A read could not be ended.",
                  {{"error", failure.what()}});
      }
    }
    Connection& connection;
  };
  const Snapshot snapshot(connection);
  ReadTxn txn(connection);
  reading(txn);
  return {};
}

// A new file has nothing yet that a sync could protect; the change to WAL mode syncs all of it.
void create_schema(Connection& connection) {
  connection.run_script("PRAGMA synchronous = OFF;");
  migrate(connection);
}

// Each database in memory has a name of its own.
std::string name_in_memory() {
  static std::atomic<std::uint64_t> count = 0;
  return fmt::format("memory-{}", ++count);
}

}  // namespace

base::Result<std::unique_ptr<Database>> Database::open(const DatabaseOptions& options) {
  std::unique_ptr<Database> database(new Database);
  database->file_ = options.file;
  const auto name = options.file ? options.file->string() : name_in_memory();
  try {
    if (options.file) RETURN_IF_ERROR(database->prepare_file(name));
    RETURN_IF_ERROR(database->open_connections(name, options.file ? nullptr : memory_vfs()));
    if (options.survives_power_cuts) {
      database->write_connection_->run_script("PRAGMA synchronous = FULL;");
    }
  } catch (const StorageFailure& failure) {
    return base::Error{base::ErrorCode::kInternalServer,
                       fmt::format("Cannot use the database {}: {}.", name, failure.what())};
  }
  database->writer_ =
      std::make_unique<WriteQueue>(*database->write_connection_, base::limits::kWriteQueueMax);
  return database;
}

// Errors: a file that this version cannot use, or that another server uses.
base::Result<void> Database::prepare_file(const std::string& file) {
  RETURN_IF_ERROR(inspect_file(file));
  std::error_code error;
  const auto folder = std::filesystem::path(file).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) {
    return base::Error{base::ErrorCode::kInternalServer,
                       fmt::format("Cannot create {}: {}.", folder.string(), error.message())};
  }
  ASSIGN_OR_RETURN(lock_, FileLock::acquire(file));
  return {};
}

base::Result<void> Database::open_connections(const std::string& name, const char* vfs) {
  write_connection_ = std::make_unique<Connection>(name, Connection::Mode::kReadWrite, vfs);
  RETURN_IF_ERROR(prepare_writer());
  for (std::size_t at = 0; at < kReaders; ++at) {
    readers_.push_back(std::make_unique<Connection>(name, Connection::Mode::kReadOnly, vfs));
  }
  io_reader_ = std::make_unique<Connection>(name, Connection::Mode::kReadOnly, vfs);
  // Holds the inner pages of the indexes of a million executions, so that a look-up reads only
  // leaves.
  io_reader_->run_script("PRAGMA cache_size = -8192;");
  return {};
}

base::Result<void> Database::prepare_writer() {
  // The schema is checked first: a file of another program is refused before a setting changes it.
  RETURN_IF_ERROR(check_schema(*write_connection_));
  if (schema_of(*write_connection_) == 0) create_schema(*write_connection_);
  write_connection_->run_script(
      "PRAGMA synchronous = NORMAL;"  // survives a killed process, not a power cut
      "PRAGMA journal_mode = WAL;"
      "PRAGMA foreign_keys = ON;");
  migrate(*write_connection_);
  // With this, the file alone shows to which program it belongs, even if this process is killed.
  write_connection_->run_script("PRAGMA wal_checkpoint(TRUNCATE);");
  return {};
}

Database::~Database() {
  writer_.reset();
  io_reader_.reset();
  readers_.clear();
  if (!file_ || !write_connection_) return;
  try {
    write_connection_->run_script("PRAGMA wal_checkpoint(TRUNCATE);");
  } catch (const StorageFailure& failure) {
    // Nothing is lost: the next start reads the WAL.
    base::log(base::LogLevel::kWarn, "The WAL could not be written back.",
              {{"error", failure.what()}});
  }
}

base::Result<void> Database::run_read(const Reading& reading) {
  const Borrowed reader{*this, take_reader()};
  return guarded(kReadIt, [&] { return read_snapshot(*reader.connection, reading); });
}

base::Result<void> Database::run_read_on_io_thread(const Reading& reading) {
  auto result = guarded(kReadIt, [&]() -> base::Result<void> {
    // The count is read before the snapshot is opened: at worst the snapshot is renewed once too
    // often.
    const auto now = commits();
    const bool nothing_new = std::exchange(io_last_commits_, now) == now;
    if (io_commits_ != now) {
      release_io_thread_snapshot();
      io_reader_->prepare("BEGIN").run();
      io_commits_ = now;
    }
    ReadTxn txn(*io_reader_);
    reading(txn);
    // While others write, a snapshot that stays open would let the WAL grow without limit.
    if (!nothing_new) release_io_thread_snapshot();
    return {};
  });
  if (!result) release_io_thread_snapshot();
  return result;
}

base::Result<void> Database::copy_to(Connection& target) {
  const Borrowed reader{*this, take_reader()};
  return guarded("copy its database", [&]() -> base::Result<void> {
    target.copy_from(*reader.connection);
    return {};
  });
}

base::Result<void> Database::replace_with(Connection& source) {
  return writer_->run_alone([&](Connection& connection) {
    connection.copy_from(source);
    // Counted last, so that whatever is read at the new count belongs to the new state.
    ++replacements_;
  });
}

void Database::release_io_thread_snapshot() {
  if (!io_commits_) return;
  io_commits_.reset();
  try {
    if (io_reader_->in_transaction()) io_reader_->prepare("END").run();
  } catch (const StorageFailure& failure) {
    base::log(base::LogLevel::kError, "A read could not be ended.", {{"error", failure.what()}});
  }
}

std::unique_ptr<Connection> Database::take_reader() {
  std::unique_lock lock(readers_mutex_);
  reader_free_.wait(lock, [this] { return !readers_.empty(); });
  auto reader = std::move(readers_.back());
  readers_.pop_back();
  return reader;
}

void Database::give_back(std::unique_ptr<Connection> reader) {
  {
    std::lock_guard lock(readers_mutex_);
    readers_.push_back(std::move(reader));
  }
  reader_free_.notify_one();
}

}  // namespace flows::store
