#include "store/file_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace flows::store {
namespace {

base::Error cannot_lock(const std::string& path, int error) {
  return {base::ErrorCode::kInternalServer,
          fmt::format("Cannot create {}: {}.", path, std::strerror(error))};
}

base::Error held_by_another(const std::string& database_file, int descriptor) {
  std::array<char, 32> holder{};
  const auto size = pread(descriptor, holder.data(), holder.size() - 1, 0);
  return {base::ErrorCode::kConflict,
          fmt::format("The database {} is in use by another server{}{}.", database_file,
                      size > 0 ? ", process " : "", holder.data())};
}

// Checks whether `path` still names the open file: its last holder may have removed the file
// between this process's open and its lock.
bool still_there(const std::string& path, int descriptor) {
  struct stat by_path {};
  struct stat by_descriptor {};
  return stat(path.c_str(), &by_path) == 0 && fstat(descriptor, &by_descriptor) == 0 &&
         by_path.st_ino == by_descriptor.st_ino && by_path.st_dev == by_descriptor.st_dev;
}

}  // namespace

base::Result<FileLock> FileLock::acquire(const std::string& database_file) {
  FileLock lock;
  const auto path = database_file + ".lock";
  while (true) {
    const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) return cannot_lock(path, errno);
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const int error = errno;
      auto refusal = error == EWOULDBLOCK ? held_by_another(database_file, descriptor)
                                          : cannot_lock(path, error);
      close(descriptor);
      return refusal;
    }
    if (!still_there(path, descriptor)) {
      close(descriptor);
      continue;
    }
    lock.descriptor_ = descriptor;
    lock.path_ = path;
    break;
  }
  // The number is for the message only; the lock works without it.
  const auto holder = std::to_string(getpid());
  if (ftruncate(lock.descriptor_, 0) == 0 &&
      pwrite(lock.descriptor_, holder.data(), holder.size(), 0) < 0) {
    return cannot_lock(path, errno);
  }
  return lock;
}

FileLock::FileLock(FileLock&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  if (this != &other) {
    release();
    path_ = std::move(other.path_);
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

FileLock::~FileLock() { release(); }

void FileLock::release() {
  if (descriptor_ < 0) return;
  unlink(path_.c_str());  // while still locked: nobody else can hold a file of this name
  close(std::exchange(descriptor_, -1));
}

}  // namespace flows::store
