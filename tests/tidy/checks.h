#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tidy/source_tree.h"

// The rules of the house that a compiler does not know. Each check returns what breaks its rule, in
// the order of the files; a clean tree gives none.
namespace flows::tidy {

struct Violation {
  std::string file;      // from the root
  std::size_t line = 0;  // from 1; 0: the file or folder as a whole
  std::string message;   // what is wrong, and how to put it right
};

// Includes go down only, rooms of one floor never see each other, end-to-end tests use the front
// door.
std::vector<Violation> check_floors(const SourceTree& tree);

// Every third-party library stays in its rooms.
std::vector<Violation> check_libraries(const SourceTree& tree);

// Words that have a better one, each with its replacement.
std::vector<Violation> check_words(const SourceTree& tree);

// Tests wait with a bound, through tests/support/wait.h and tests/sdk/waits.py.
std::vector<Violation> check_waits(const SourceTree& tree);

// Names that a better one has replaced.
std::vector<Violation> check_old_words(const SourceTree& tree);

// Every limit of src/base/limits.h is named by a test that reaches it.
std::vector<Violation> check_limits(const SourceTree& tree);

// The spellings of coroutines that g++ 12 compiles wrongly; src/http alone has coroutines.
std::vector<Violation> check_coroutines(const SourceTree& tree);

// Columns of a line, lines of a function, lines of a file.
std::vector<Violation> check_sizes(const SourceTree& tree);

// Every .cpp is in a CMakeLists.txt, and nothing that is listed there is missing.
std::vector<Violation> check_source_lists(const SourceTree& tree);

// Every room of src has a README.md that fits on a screen.
std::vector<Violation> check_readmes(const SourceTree& tree);

// Nothing at the top level but what belongs there.
std::vector<Violation> check_top_level(const SourceTree& tree);

// Every generated table is included by exactly one .cpp.
std::vector<Violation> check_generated(const SourceTree& tree);

}  // namespace flows::tidy
