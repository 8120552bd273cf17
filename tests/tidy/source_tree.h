#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace flows::tidy {

// One .h or .cpp file, three times: each view has the same lines and columns.
struct SourceFile {
  std::string path;                   // from the root, e.g. "src/base/clock.h"
  std::vector<std::string> text;      // as it was written
  std::vector<std::string> code;      // comments and the inside of literals are spaces
  std::vector<std::string> comments;  // all but the comments is spaces
};

// The repository, or a fixture that looks like one.
struct SourceTree {
  std::filesystem::path root;
  std::vector<SourceFile> files;  // of include, src and tests, ordered by path
};

SourceTree read_tree(const std::filesystem::path& root);

// The lines of one file. A missing file has none.
std::vector<std::string> read_lines(const std::filesystem::path& path);

// Every regular file under `root`/`folder`, as a path from `root`, in order. A missing folder has
// none.
std::vector<std::string> list_files(const std::filesystem::path& root, std::string_view folder);

// Whether the letter may be part of a name in C++.
bool is_name_letter(char letter);

// Whether the line holds `word`, which no other letter of a name touches where it starts or ends in
// one itself. The type std::thread::id is no std::thread.
bool holds_word(std::string_view line, std::string_view word);

// Whether `path` begins as one of the paths in `places`, which stand between spaces.
bool stands_among(std::string_view places, std::string_view path);

// The parts of "src/base/clock.h" are "src", "base" and "clock.h"; there is no such part: "".
std::string part(std::string_view path, std::size_t index);

}  // namespace flows::tidy
