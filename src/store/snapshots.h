#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace flows::store {

struct SnapshotInfo {
  std::string name;
  base::TimePoint created_at;  // on the computer's clock
  std::size_t bytes = 0;
};

// Named copies of a whole database: files in a folder beside its file, which stay for the next
// server; of a database in memory, in memory. They are copied by whole pages, so that taking and
// loading one takes as long as copying. Threads: any.
class Snapshots {
 public:
  // `db` must outlive it.
  explicit Snapshots(Database& db);

  // Copies everything as it is now, in the place of an earlier copy of that name. Errors:
  // kValidation for a name that could not be that of a file; kServiceQuotaExceeded beyond
  // limits::kSnapshotsMax; kInternalServer.
  base::Result<SnapshotInfo> take(std::string_view name);

  // The copy, whole and in today's schema, for Database::replace_with. Errors: kValidation;
  // kResourceNotFound; kInternalServer where it cannot be read, be it damaged.
  base::Result<std::shared_ptr<Connection>> open(std::string_view name);

  // By name. Errors: kInternalServer.
  base::Result<std::vector<SnapshotInfo>> list();

  // Errors: kValidation, kResourceNotFound, kInternalServer.
  base::Result<void> remove(std::string_view name);

 private:
  struct InMemory {
    SnapshotInfo info;
    std::shared_ptr<Connection> copy;
  };

  [[nodiscard]] std::filesystem::path file_of(std::string_view name) const;
  [[nodiscard]] base::Result<std::vector<SnapshotInfo>> find_all() const;  // requires mutex_
  [[nodiscard]] base::Result<void> require_room(std::string_view name) const;
  base::Result<SnapshotInfo> take_in_memory(std::string_view name);
  base::Result<SnapshotInfo> take_to_file(std::string_view name);

  Database& db_;
  std::filesystem::path folder_;  // of copies in files; it is made with the first
  std::mutex mutex_;              // held by every call
  std::map<std::string, InMemory, std::less<>> in_memory_;
};

}  // namespace flows::store
