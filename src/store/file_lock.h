#pragma once

#include <string>

#include "base/result.h"

namespace flows::store {

// Prevents a second server on the same database: SQLite would allow it, but each would believe
// itself alone. It is a file beside the database that exists while the lock is held; the kernel
// frees the lock of a process that dies.
class FileLock {
 public:
  // Errors: kConflict, naming the process that holds it; kInternalServer where the file cannot be
  // made.
  static base::Result<FileLock> acquire(const std::string& database_file);

  FileLock() = default;  // holds nothing
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

 private:
  void release();

  std::string path_;
  int descriptor_ = -1;
};

}  // namespace flows::store
