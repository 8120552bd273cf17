#pragma once

#include <string>

#include "base/result.h"

namespace flows::store {

// Prevents a second server from using the same database: SQLite would allow that, but each server
// assumes that it is alone. The lock is a file beside the database that exists while it is held.
// The kernel frees the lock of a process that dies.
class FileLock {
 public:
  // Takes the lock of `database_file`. Errors: kConflict, with the process that holds it;
  // kInternalServer if the file cannot be created.
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
