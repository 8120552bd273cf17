#include "store/snapshots.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <system_error>

#include "base/limits.h"
#include "base/text/ascii.h"
#include "store/guarded.h"
#include "store/migrations.h"

namespace flows::store {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;

constexpr std::string_view kSuffix = ".db";

Result<void> check_name(std::string_view name) {
  const auto is_plain = [](char letter) {
    return base::is_alphanumeric(letter) || letter == '-' || letter == '_';
  };
  if (!name.empty() && name.size() <= base::limits::kSnapshotNameBytesMax &&
      std::all_of(name.begin(), name.end(), is_plain)) {
    return {};
  }
  return Error{ErrorCode::kValidation,
               fmt::format("The name of a snapshot has 1 to {} letters, digits, '-' and '_'.",
                           base::limits::kSnapshotNameBytesMax)};
}

Error no_such(std::string_view name) {
  return {ErrorCode::kResourceNotFound, fmt::format("There is no snapshot '{}'.", name)};
}

Error system_failure(const fs::path& file, const std::error_code& why) {
  return {ErrorCode::kInternalServer, fmt::format("{}: {}.", file.string(), why.message())};
}

Result<SnapshotInfo> describe(const fs::path& file) {
  std::error_code why;
  const auto changed = fs::last_write_time(file, why);
  if (why) return system_failure(file, why);
  const auto bytes = fs::file_size(file, why);
  if (why) return system_failure(file, why);
  return SnapshotInfo{.name = file.stem().string(),
                      .created_at = std::chrono::time_point_cast<std::chrono::nanoseconds>(
                          std::chrono::file_clock::to_sys(changed)),
                      .bytes = static_cast<std::size_t>(bytes)};
}

std::size_t image_size(Connection& connection) {
  auto size = connection.prepare_read(
      "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
  CHECK(size.step(), "a database has a size");
  return static_cast<std::size_t>(size.integer(0));
}

// After this call the file and its name are on disk, as far as the system reports it.
void sync_folder(const fs::path& folder) {
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return;
  ::fsync(opened);
  ::close(opened);
}

Result<std::shared_ptr<Connection>> open_file(const fs::path& file) {
  RETURN_IF_ERROR(inspect_file(file.string()));
  auto copy = std::make_shared<Connection>(file.string(), Connection::Mode::kReadOnly);
  RETURN_IF_ERROR(check_schema(*copy));
  const std::int64_t schema = schema_of(*copy);
  if (schema == 0) throw StorageFailure("the file is empty");
  {
    // Copying page by page would copy the damage, too.
    auto check = copy->prepare_read("SELECT quick_check FROM pragma_quick_check(1)");
    if (!check.step() || check.text(0) != "ok") throw StorageFailure("the file is damaged");
  }
  if (schema == newest_schema()) return copy;
  auto migrated = std::make_shared<Connection>("", Connection::Mode::kInMemory);
  migrated->copy_from(*copy);
  migrate(*migrated);
  return migrated;
}

}  // namespace

Snapshots::Snapshots(Database& db) : db_(db) {
  if (db.file()) folder_ = fs::path(db.file()->string() + "-snapshots");
}

fs::path Snapshots::file_of(std::string_view name) const {
  return folder_ / (std::string(name) + std::string(kSuffix));
}

Result<SnapshotInfo> Snapshots::take(std::string_view name) {
  RETURN_IF_ERROR(check_name(name));
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(require_room(name));
  return db_.file() ? take_to_file(name) : take_in_memory(name);
}

Result<void> Snapshots::require_room(std::string_view name) const {
  ASSIGN_OR_RETURN(const auto there, find_all());
  const bool replaces = std::any_of(there.begin(), there.end(),
                                    [&](const SnapshotInfo& info) { return info.name == name; });
  if (replaces || there.size() < base::limits::kSnapshotsMax) return {};
  return Error{
      ErrorCode::kServiceQuotaExceeded,
      fmt::format("There are {} snapshots already, which is the most there can be.", there.size())};
}

Result<SnapshotInfo> Snapshots::take_in_memory(std::string_view name) {
  InMemory taken{.info = {.name = std::string(name), .created_at = base::SystemClock().now()},
                 .copy = std::make_shared<Connection>("", Connection::Mode::kInMemory)};
  RETURN_IF_ERROR(db_.copy_to(*taken.copy));
  ASSIGN_OR_RETURN(taken.info.bytes, guarded("take a snapshot", [&]() -> Result<std::size_t> {
                     return image_size(*taken.copy);
                   }));
  SnapshotInfo info = taken.info;
  in_memory_.insert_or_assign(std::string(name), std::move(taken));
  return info;
}

// The copy first has another name, so that an incomplete copy is never taken for a snapshot.
Result<SnapshotInfo> Snapshots::take_to_file(std::string_view name) {
  std::error_code why;
  fs::create_directories(folder_, why);
  if (why) return system_failure(folder_, why);
  const fs::path unfinished = folder_ / "unfinished";
  fs::remove(unfinished, why);
  const auto copied = guarded("take a snapshot", [&] {
    Connection copy(unfinished.string(), Connection::Mode::kReadWrite);
    return db_.copy_to(copy);
  });
  if (!copied) {
    fs::remove(unfinished, why);  // a full disk needs the room
    return copied.error();
  }
  fs::rename(unfinished, file_of(name), why);
  if (why) return system_failure(file_of(name), why);
  sync_folder(folder_);
  return describe(file_of(name));
}

Result<std::shared_ptr<Connection>> Snapshots::open(std::string_view name) {
  RETURN_IF_ERROR(check_name(name));
  const std::lock_guard lock(mutex_);
  if (!db_.file()) {
    const auto found = in_memory_.find(name);
    if (found == in_memory_.end()) return no_such(name);
    return found->second.copy;
  }
  std::error_code ignored;  // a file that cannot be inspected counts as missing
  if (!fs::is_regular_file(file_of(name), ignored)) return no_such(name);
  return guarded("load the snapshot", [&] { return open_file(file_of(name)); });
}

Result<std::vector<SnapshotInfo>> Snapshots::list() {
  const std::lock_guard lock(mutex_);
  return find_all();
}

Result<std::vector<SnapshotInfo>> Snapshots::find_all() const {
  std::vector<SnapshotInfo> found;
  found.reserve(in_memory_.size());
  for (const auto& [name, snapshot] : in_memory_) found.push_back(snapshot.info);
  std::error_code why;
  if (!db_.file() || !fs::exists(folder_, why)) return found;
  for (const auto& entry : fs::directory_iterator(folder_, why)) {
    if (entry.path().extension() != kSuffix) continue;
    ASSIGN_OR_RETURN(SnapshotInfo info, describe(entry.path()));
    found.push_back(std::move(info));
  }
  if (why) return system_failure(folder_, why);
  std::sort(found.begin(), found.end(),
            [](const SnapshotInfo& a, const SnapshotInfo& b) { return a.name < b.name; });
  return found;
}

Result<void> Snapshots::remove(std::string_view name) {
  RETURN_IF_ERROR(check_name(name));
  const std::lock_guard lock(mutex_);
  if (!db_.file()) {
    if (in_memory_.erase(std::string(name)) == 0) return no_such(name);
    return {};
  }
  std::error_code why;
  if (!fs::remove(file_of(name), why) && !why) return no_such(name);
  if (why) return system_failure(file_of(name), why);
  return {};
}

}  // namespace flows::store
