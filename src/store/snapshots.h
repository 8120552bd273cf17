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
  base::TimePoint created_at;  // by the computer's clock
  std::size_t bytes = 0;
};

// Named copies of a whole database. Those of a database file are files in a folder beside it and
// survive the server; those of a database in memory are in memory. Databases are copied by whole
// pages, so taking and loading a snapshot takes as long as copying its bytes. Threads: any.
class Snapshots {
 public:
  // `db` must outlive it.
  explicit Snapshots(Database& db);

  // Copies the current contents and replaces an earlier snapshot of that name. Errors: kValidation
  // unless the name has 1 to limits::kSnapshotNameBytesMax letters, digits, '-' and '_';
  // kServiceQuotaExceeded beyond limits::kSnapshotsMax; kInternalServer.
  base::Result<SnapshotInfo> take(std::string_view name);

  // Returns the complete snapshot in today's schema, for Database::replace_with. Errors:
  // kValidation; kResourceNotFound; kInternalServer if it cannot be read or is damaged.
  base::Result<std::shared_ptr<Connection>> open(std::string_view name);

  // Returns all snapshots, sorted by name. Errors: kInternalServer.
  base::Result<std::vector<SnapshotInfo>> list();

  // Removes a snapshot. Errors: kValidation, kResourceNotFound, kInternalServer.
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
  std::filesystem::path folder_;  // of copies in files; created with the first copy
  std::mutex mutex_;              // held by every call
  std::map<std::string, InMemory, std::less<>> in_memory_;
};

}  // namespace flows::store
