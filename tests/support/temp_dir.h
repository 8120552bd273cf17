#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "base/check.h"

namespace flows::testing {

// A folder for one test, which is removed with its contents.
class TempDir {
 public:
  TempDir() {
    std::string name = std::filesystem::temp_directory_path() / "flows-test-XXXXXX";
    CHECK(mkdtemp(name.data()) != nullptr, "a temporary folder can be made");
    path_ = name;
  }
  ~TempDir() {
    std::error_code ignored;  // a folder that remains does not disturb other tests
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace flows::testing
