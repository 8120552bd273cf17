#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/checks.h"

namespace flows::tidy {

// A small repository in a temporary folder, gone with the object. It breaks no rule until a test
// makes it.
class FixtureTree {
 public:
  FixtureTree();
  ~FixtureTree();
  FixtureTree(const FixtureTree&) = delete;
  FixtureTree& operator=(const FixtureTree&) = delete;

  // Writes `text` to the file, in the place of what it held.
  void write(std::string_view path, std::string_view text) const;
  void remove(std::string_view path) const;

  // What all the checks together find.
  [[nodiscard]] std::vector<Violation> violations() const;

 private:
  std::filesystem::path root_;
};

}  // namespace flows::tidy
