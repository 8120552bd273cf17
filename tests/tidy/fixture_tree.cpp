#include "tidy/fixture_tree.h"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace flows::tidy {

namespace fs = std::filesystem;

FixtureTree::FixtureTree() {
  std::string name = fs::temp_directory_path() / "flows-tidy-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder: " + name);
  root_ = name;
  write("CMakeLists.txt", "");
  write("include/flows/version.h", "#include <string_view>\n");
  write("schemas/generated/errors.inc", "{1},\n");
  write("src/README.md", "# Map\n");
  for (const std::string room : {"base", "model", "wire", "store", "http", "app"}) {
    const std::string folder = "src/" + room + "/";
    write(folder + "README.md", "# A room\n");
    write(folder + "CMakeLists.txt", "target_sources(flows PRIVATE\n  thing.cpp)\n");
    write(folder + "thing.h", "int thing();\n");
    write(folder + "thing.cpp", "#include \"" + room + "/thing.h\"\n\nint thing() { return 1; }\n");
  }
  write("src/wire/thing.cpp", "#include \"schemas/generated/errors.inc\"\n");
  write("tests/support/port.h", "#include <string>\n");
  write("tests/support/fake.h", "#include \"base/thing.h\"\n");
  write("tests/e2e/CMakeLists.txt", "add_executable(e2e thing_test.cpp)\n");
  write("tests/e2e/thing_test.cpp",
        "#include <gtest/gtest.h>\n#include \"flows/version.h\"\n#include \"support/port.h\"\n");
}

FixtureTree::~FixtureTree() {
  std::error_code ignored;  // what is left over lies in the folder for temporary files
  fs::remove_all(root_, ignored);
}

void FixtureTree::write(std::string_view path, std::string_view text) const {
  fs::create_directories((root_ / path).parent_path());
  std::ofstream(root_ / path, std::ios::binary) << text;
}

void FixtureTree::remove(std::string_view path) const { fs::remove(root_ / path); }

std::vector<Violation> FixtureTree::violations() const {
  const SourceTree tree = read_tree(root_);
  std::vector<Violation> all;
  for (const auto check : {check_floors, check_libraries, check_words, check_old_words, check_waits,
                           check_limits, check_coroutines, check_sizes, check_source_lists,
                           check_readmes, check_top_level, check_generated}) {
    for (Violation& violation : check(tree)) all.push_back(std::move(violation));
  }
  return all;
}

}  // namespace flows::tidy
