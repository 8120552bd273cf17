#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace flows::backends {

// Distinguishes versions of a file without reading them.
struct FileStamp {
  base::TimePoint modified_at;
  std::uint64_t bytes;
  std::uint64_t inode;

  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

// A file that is read again when it changes. Threads: one at a time.
class DocumentFile {
 public:
  explicit DocumentFile(std::filesystem::path path) : path_(std::move(path)) {}

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  // Returns the text if the file has changed since the last call (the first call always finds a
  // change), or the Error kValidation "<file>: <why>" if it has become unreadable or too large.
  // `file_time` is the clock of the file system.
  std::optional<base::Result<std::string>> look(const base::Clock& file_time);

 private:
  std::filesystem::path path_;
  bool looked_ = false;
  bool settled_ = false;             // a later change cannot carry the same stamp
  std::optional<FileStamp> stamp_;   // of the last check; nullopt if there was no file
  std::optional<std::string> text_;  // of the last check; nullopt if it could not be read
};

}  // namespace flows::backends
