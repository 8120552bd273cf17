#include "store/memory_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <shared_mutex>
#include <string>
#include <vector>

namespace flows::store {
namespace {

constexpr std::size_t kBlockBytes = 64UL * 1024;
constexpr int kPathBytesMax = 512;

// A file, with the locks that its handles have.
class MemoryFile {
 public:
  int read(char* to, std::size_t count, std::size_t offset) {
    const std::shared_lock lock(bytes_mutex_);
    const std::size_t there = offset < size_ ? std::min(count, size_ - offset) : 0;
    visit(offset, there, [&](char* from, std::size_t part) {
      std::memcpy(to, from, part);
      to += part;
    });
    if (there == count) return SQLITE_OK;
    std::memset(to, 0, count - there);  // as SQLite demands
    return SQLITE_IOERR_SHORT_READ;
  }

  void write(const char* from, std::size_t count, std::size_t offset) {
    const std::lock_guard lock(bytes_mutex_);
    resize(std::max(size_, offset + count));
    visit(offset, count, [&](char* to, std::size_t part) {
      std::memcpy(to, from, part);
      from += part;
    });
  }

  void truncate(std::size_t size) {
    const std::lock_guard lock(bytes_mutex_);
    if (size < size_) resize(size);
  }

  std::size_t size() {
    const std::shared_lock lock(bytes_mutex_);
    return size_;
  }

  // The locks of a rollback journal. `held` is the level of the handle, which is changed.
  int lock(int level, int& held) {
    const std::lock_guard guard(locks_mutex_);
    if (held >= level) return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED) {
      if (writer_level_ >= SQLITE_LOCK_PENDING) return SQLITE_BUSY;
      ++readers_;
      held = SQLITE_LOCK_SHARED;
      return SQLITE_OK;
    }
    if (held < SQLITE_LOCK_RESERVED) {
      if (writer_level_ != SQLITE_LOCK_NONE) return SQLITE_BUSY;
      writer_level_ = held = SQLITE_LOCK_RESERVED;
    }
    if (level == SQLITE_LOCK_RESERVED) return SQLITE_OK;
    writer_level_ = held = SQLITE_LOCK_PENDING;  // no further reader may begin
    if (readers_ > 1) return SQLITE_BUSY;        // the one is the writer itself
    writer_level_ = held = SQLITE_LOCK_EXCLUSIVE;
    return SQLITE_OK;
  }

  void unlock(int level, int& held) {
    const std::lock_guard guard(locks_mutex_);
    if (held <= level) return;
    if (held >= SQLITE_LOCK_RESERVED) writer_level_ = SQLITE_LOCK_NONE;
    if (level == SQLITE_LOCK_NONE) --readers_;
    held = level;
  }

  bool is_reserved() {
    const std::lock_guard guard(locks_mutex_);
    return writer_level_ != SQLITE_LOCK_NONE;
  }

  // The index of the WAL: shared memory and its locks, of which a handle has one at most of each.
  using IndexLocks = std::array<int, SQLITE_SHM_NLOCK>;  // kExclusive, or how many share it

  void* index_region(int number, std::size_t size, bool extend) {
    const std::lock_guard guard(locks_mutex_);
    const auto at = static_cast<std::size_t>(number);
    if (at >= index_.size() && !extend) return nullptr;
    while (at >= index_.size()) index_.push_back(std::make_unique<char[]>(size));
    return index_[at].get();
  }

  // `own` holds the locks of the handle, which are changed.
  int lock_index(std::size_t first, std::size_t end, bool exclusive, IndexLocks& own) {
    const std::lock_guard guard(locks_mutex_);
    for (std::size_t at = first; at < end; ++at) {
      if (own[at] != 0) continue;
      if (exclusive ? index_locks_[at] != 0 : index_locks_[at] == kExclusive) return SQLITE_BUSY;
    }
    for (std::size_t at = first; at < end; ++at) {
      if (own[at] != 0) continue;
      own[at] = exclusive ? kExclusive : 1;
      index_locks_[at] = exclusive ? kExclusive : index_locks_[at] + 1;
    }
    return SQLITE_OK;
  }

  void unlock_index(std::size_t first, std::size_t end, IndexLocks& own) {
    const std::lock_guard guard(locks_mutex_);
    for (std::size_t at = first; at < end; ++at) {
      if (own[at] == 0) continue;
      index_locks_[at] = own[at] == kExclusive ? 0 : index_locks_[at] - 1;
      own[at] = 0;
    }
  }

 private:
  static constexpr int kExclusive = -1;
  using Block = std::unique_ptr<char[]>;

  void resize(std::size_t size) {
    const std::size_t blocks = (size + kBlockBytes - 1) / kBlockBytes;
    while (blocks_.size() < blocks) blocks_.push_back(std::make_unique<char[]>(kBlockBytes));
    blocks_.resize(blocks);
    // What is cut off must read as zeros if the file grows again.
    const std::size_t rest = size % kBlockBytes;
    if (size < size_ && rest != 0) {
      std::memset(blocks_.back().get() + rest, 0, kBlockBytes - rest);
    }
    size_ = size;
  }

  // Calls `use` for each part of the bytes that lies in one block.
  template <class Use>
  void visit(std::size_t offset, std::size_t count, const Use& use) {
    while (count > 0) {
      const std::size_t within = offset % kBlockBytes;
      const std::size_t part = std::min(count, kBlockBytes - within);
      use(blocks_[offset / kBlockBytes].get() + within, part);
      offset += part;
      count -= part;
    }
  }

  std::shared_mutex bytes_mutex_;  // guards the two members below
  std::vector<Block> blocks_;
  std::size_t size_ = 0;

  std::mutex locks_mutex_;  // guards what follows
  int readers_ = 0;         // handles with a shared lock or a higher one
  int writer_level_ = SQLITE_LOCK_NONE;
  std::vector<Block> index_;
  IndexLocks index_locks_{};
};

// The files that are open, by their names.
class Files {
 public:
  std::shared_ptr<MemoryFile> open(const char* name) {
    if (name == nullptr) return std::make_shared<MemoryFile>();  // a temporary one
    const std::lock_guard lock(mutex_);
    auto file = files_[name].lock();
    if (file == nullptr) {
      std::erase_if(files_, [](const auto& entry) { return entry.second.expired(); });
      file = std::make_shared<MemoryFile>();
      files_[name] = file;
    }
    return file;
  }

  void remove(const char* name) {
    const std::lock_guard lock(mutex_);
    files_.erase(name);
  }

  bool exists(const char* name) {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(name);
    return found != files_.end() && !found->second.expired();
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::weak_ptr<MemoryFile>, std::less<>> files_;
};

Files& files() {
  static Files open_files;
  return open_files;
}

// SQLite allocates it as bytes and calls xOpen; `base` comes first, as SQLite demands.
struct Handle {
  sqlite3_file base;
  std::shared_ptr<MemoryFile> file;
  int held = SQLITE_LOCK_NONE;
  MemoryFile::IndexLocks index_locks{};
};

Handle& handle(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }

// Calls `work`: no exception may pass through SQLite.
template <class Work>
int guarded(const Work& work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return SQLITE_NOMEM;
  }
}

int unmap_index(sqlite3_file* file, int /*remove*/) {
  handle(file).file->unlock_index(0, SQLITE_SHM_NLOCK, handle(file).index_locks);
  return SQLITE_OK;
}

int close(sqlite3_file* file) {
  unmap_index(file, 0);
  handle(file).file->unlock(SQLITE_LOCK_NONE, handle(file).held);
  handle(file).~Handle();
  return SQLITE_OK;
}

int read(sqlite3_file* file, void* to, int count, sqlite3_int64 offset) {
  return handle(file).file->read(static_cast<char*>(to), static_cast<std::size_t>(count),
                                 static_cast<std::size_t>(offset));
}

int write(sqlite3_file* file, const void* from, int count, sqlite3_int64 offset) {
  return guarded([&] {
    handle(file).file->write(static_cast<const char*>(from), static_cast<std::size_t>(count),
                             static_cast<std::size_t>(offset));
    return SQLITE_OK;
  });
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  handle(file).file->truncate(static_cast<std::size_t>(size));
  return SQLITE_OK;
}

int sync(sqlite3_file* /*file*/, int /*flags*/) { return SQLITE_OK; }

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(handle(file).file->size());
  return SQLITE_OK;
}

int lock(sqlite3_file* file, int level) {
  return handle(file).file->lock(level, handle(file).held);
}

int unlock(sqlite3_file* file, int level) {
  handle(file).file->unlock(level, handle(file).held);
  return SQLITE_OK;
}

int check_reserved(sqlite3_file* file, int* is_reserved) {
  *is_reserved = handle(file).file->is_reserved() ? 1 : 0;
  return SQLITE_OK;
}

int file_control(sqlite3_file* /*file*/, int /*what*/, void* /*argument*/) {
  return SQLITE_NOTFOUND;
}

int sector_size(sqlite3_file* /*file*/) { return 4096; }

int characteristics(sqlite3_file* /*file*/) {
  return SQLITE_IOCAP_ATOMIC | SQLITE_IOCAP_SAFE_APPEND | SQLITE_IOCAP_SEQUENTIAL |
         SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int map_index(sqlite3_file* file, int number, int size, int extend, void volatile** region) {
  return guarded([&] {
    *region = handle(file).file->index_region(number, static_cast<std::size_t>(size), extend != 0);
    return SQLITE_OK;
  });
}

int lock_index(sqlite3_file* file, int first, int count, int flags) {
  const auto begin = static_cast<std::size_t>(first);
  const std::size_t end = begin + static_cast<std::size_t>(count);
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    handle(file).file->unlock_index(begin, end, handle(file).index_locks);
    return SQLITE_OK;
  }
  return handle(file).file->lock_index(begin, end, (flags & SQLITE_SHM_EXCLUSIVE) != 0,
                                       handle(file).index_locks);
}

void index_barrier(sqlite3_file* /*file*/) { std::atomic_thread_fence(std::memory_order_seq_cst); }

constexpr sqlite3_io_methods kMethods{.iVersion = 2,
                                      .xClose = close,
                                      .xRead = read,
                                      .xWrite = write,
                                      .xTruncate = truncate,
                                      .xSync = sync,
                                      .xFileSize = file_size,
                                      .xLock = lock,
                                      .xUnlock = unlock,
                                      .xCheckReservedLock = check_reserved,
                                      .xFileControl = file_control,
                                      .xSectorSize = sector_size,
                                      .xDeviceCharacteristics = characteristics,
                                      .xShmMap = map_index,
                                      .xShmLock = lock_index,
                                      .xShmBarrier = index_barrier,
                                      .xShmUnmap = unmap_index,
                                      .xFetch = nullptr,
                                      .xUnfetch = nullptr};

int open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;  // xClose is not called if this fails
  return guarded([&] {
    auto* const made = new (file) Handle{.base = {}, .file = files().open(name)};
    made->base.pMethods = &kMethods;
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
  });
}

int remove(sqlite3_vfs* /*vfs*/, const char* name, int /*sync_folder*/) {
  files().remove(name);
  return SQLITE_OK;
}

int access(sqlite3_vfs* /*vfs*/, const char* name, int /*what*/, int* is_so) {
  *is_so = files().exists(name) ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs* /*vfs*/, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

// Time, sleep and random numbers are those of the default VFS.
sqlite3_vfs* make_vfs() {
  static sqlite3_vfs vfs = *sqlite3_vfs_find(nullptr);
  vfs.szOsFile = sizeof(Handle);
  vfs.mxPathname = kPathBytesMax;
  vfs.pNext = nullptr;
  vfs.zName = "flows-memory";
  vfs.xOpen = open;
  vfs.xDelete = remove;
  vfs.xAccess = access;
  vfs.xFullPathname = full_path;
  sqlite3_vfs_register(&vfs, 0);
  return &vfs;
}

}  // namespace

const char* memory_vfs() {
  static const sqlite3_vfs* const registered = make_vfs();
  return registered->zName;
}

}  // namespace flows::store
