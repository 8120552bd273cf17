#include "store/failing_vfs.h"

#include "base/check.h"

namespace flows::store {
namespace {

FailingVfs* current = nullptr;
sqlite3_vfs* disk = nullptr;  // that of the system

// A file of ours: SQLite gives us room for it and for that of the system behind it.
struct File {
  sqlite3_file base;

  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real(); }

int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
int read(sqlite3_file* file, void* out, int bytes, sqlite3_int64 at) {
  return real(file)->pMethods->xRead(real(file), out, bytes, at);
}
int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
  const int code = current->on_write();
  return code != SQLITE_OK ? code : real(file)->pMethods->xWrite(real(file), bytes, count, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return real(file)->pMethods->xTruncate(real(file), size);
}
int sync(sqlite3_file* /*file*/, int /*flags*/) { return current->on_sync(); }
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
int lock(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlock(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int check_reserved_lock(sqlite3_file* file, int* out) {
  return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
int file_control(sqlite3_file* file, int operation, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int device_characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int shm_map(sqlite3_file* file, int page, int bytes, int extend, void volatile** out) {
  return real(file)->pMethods->xShmMap(real(file), page, bytes, extend, out);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int shm_unmap(sqlite3_file* file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}

// Version 2 has shared memory, which a write-ahead log needs; 3 would add mapped reads.
constexpr sqlite3_io_methods kMethods = {.iVersion = 2,
                                         .xClose = close,
                                         .xRead = read,
                                         .xWrite = write,
                                         .xTruncate = truncate,
                                         .xSync = sync,
                                         .xFileSize = file_size,
                                         .xLock = lock,
                                         .xUnlock = unlock,
                                         .xCheckReservedLock = check_reserved_lock,
                                         .xFileControl = file_control,
                                         .xSectorSize = sector_size,
                                         .xDeviceCharacteristics = device_characteristics,
                                         .xShmMap = shm_map,
                                         .xShmLock = shm_lock,
                                         .xShmBarrier = shm_barrier,
                                         .xShmUnmap = shm_unmap,
                                         .xFetch = nullptr,
                                         .xUnfetch = nullptr};

int open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;  // not open: SQLite will not close it
  const int refused = current->on_open();
  if (refused != SQLITE_OK) return refused;
  const int code = disk->xOpen(disk, name, real(file), flags, out_flags);
  if (code == SQLITE_OK) file->pMethods = &kMethods;
  return code;
}

int remove(sqlite3_vfs* /*vfs*/, const char* name, int /*sync_folder*/) {
  return disk->xDelete(disk, name, 0);
}

sqlite3_vfs make_vfs() {
  sqlite3_vfs vfs = *disk;
  vfs.szOsFile = static_cast<int>(sizeof(File)) + disk->szOsFile;
  vfs.zName = "failing";
  vfs.pNext = nullptr;
  vfs.xOpen = open;
  vfs.xDelete = remove;
  return vfs;
}

sqlite3_vfs& vfs() {
  static sqlite3_vfs ours = make_vfs();
  return ours;
}

}  // namespace

FailingVfs::FailingVfs() {
  CHECK(current == nullptr, "one disk fails at a time");
  if (disk == nullptr) disk = sqlite3_vfs_find(nullptr);
  current = this;
  CHECK(sqlite3_vfs_register(&vfs(), 1) == SQLITE_OK, "the file system can be put in between");
}

FailingVfs::~FailingVfs() {
  sqlite3_vfs_unregister(&vfs());
  sqlite3_vfs_register(disk, 1);
  current = nullptr;
}

void FailingVfs::fail(DiskFault fault, int nth, Lasting lasting) {
  const std::lock_guard guard(mutex_);
  plan_ = {.fault = fault, .left = nth, .lasting = lasting};
  failed_ = false;
}

void FailingVfs::heal() {
  const std::lock_guard guard(mutex_);
  plan_.reset();
}

bool FailingVfs::has_failed() const {
  const std::lock_guard guard(mutex_);
  return failed_;
}

int FailingVfs::on_write() {
  const int failed = count(DiskFault::kWrite, SQLITE_IOERR_WRITE);
  return failed != SQLITE_OK ? failed : count(DiskFault::kFull, SQLITE_FULL);
}
int FailingVfs::on_sync() { return count(DiskFault::kSync, SQLITE_IOERR_FSYNC); }
int FailingVfs::on_open() { return count(DiskFault::kOpen, SQLITE_CANTOPEN); }

int FailingVfs::count(DiskFault fault, int code) {
  const std::lock_guard guard(mutex_);
  if (!plan_ || plan_->fault != fault) return SQLITE_OK;
  --plan_->left;
  if (plan_->left > 0 || (plan_->left < 0 && plan_->lasting == Lasting::kOnce)) return SQLITE_OK;
  failed_ = true;
  return code;
}

}  // namespace flows::store
