#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tidy/source_tree.h"

namespace flows::tidy {

// One line `#include "path"` or `#include <path>`.
struct Include {
  std::string path;
  bool quoted = false;
  std::size_t line = 0;  // from 1
};

// The includes of a file; not those in comments or literals.
std::vector<Include> includes_of(const SourceFile& file);

}  // namespace flows::tidy
