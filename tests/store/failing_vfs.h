#pragma once

#include <sqlite3.h>

#include <mutex>
#include <optional>

namespace flows::store {

// What a disk can fail at.
enum class DiskFault {
  kWrite,  // a write fails
  kFull,   // a write finds no room
  kSync,   // what was written may not be on disk
  kOpen,   // a file cannot be opened
};

enum class Lasting { kOnce, kFromThenOn };

// Stands between SQLite and the disk while it lives, as the file system of every connection that is
// opened meanwhile. Syncs are counted but not done: no test cuts the power. One at a time; all
// connections must be closed before it goes. Threads: any.
class FailingVfs {
 public:
  FailingVfs();
  ~FailingVfs();
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  // Lets operation number `nth` of that kind fail, counted from now and from 1.
  void fail(DiskFault fault, int nth, Lasting lasting);
  // Nothing fails any more.
  void heal();
  // Whether something has failed since `fail`.
  [[nodiscard]] bool has_failed() const;

  // Called by the file system: SQLITE_OK, or how the operation fails.
  int on_write();
  int on_sync();
  int on_open();

 private:
  struct Plan {
    DiskFault fault;
    int left;  // operations until it fails
    Lasting lasting;
  };

  int count(DiskFault fault, int code);

  mutable std::mutex mutex_;
  std::optional<Plan> plan_;
  bool failed_ = false;
};

}  // namespace flows::store
