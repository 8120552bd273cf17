#pragma once

#include <filesystem>
#include <utility>

#include "base/result.h"

namespace flows::app {

// A new folder that only the user may enter, among the temporary ones of the computer. It is
// removed with all that it holds when this is destroyed. Threads: one at a time.
class PrivateFolder {
 public:
  // Makes it in XDG_RUNTIME_DIR, else in TMPDIR, else in /tmp: in the first of them that can be
  // written. Errors: kValidation, with a sentence that names the folders and says what to do.
  static base::Result<PrivateFolder> make();

  ~PrivateFolder();
  PrivateFolder(PrivateFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  PrivateFolder& operator=(PrivateFolder&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit PrivateFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;  // empty if moved from
};

}  // namespace flows::app
