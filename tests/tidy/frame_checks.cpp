// The frame around the code: what CMake lists, what stands at the top level, notes of the rooms,
// generated tables.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "tidy/checks.h"
#include "tidy/includes.h"

namespace flows::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReadmeLinesMax = 40;

constexpr std::string_view kTopLevel =
    " .cache .ci .clang-format .clang-tidy .dockerignore .editorconfig .git .gitattributes .github"
    " .gitignore CHANGELOG.md CMakeLists.txt CMakePresets.json CMakeUserPresets.json"
    " CONTRIBUTING.md LICENSE README.md SECURITY.md build dev docker include schemas src tests ";

struct Listed {
  std::string list;  // the CMakeLists.txt
  std::size_t line = 0;
};

// The sources that one CMakeLists.txt gives to targets, as paths from the root.
void read_list(const SourceTree& tree, const std::string& list,
               std::map<std::string, Listed>& listed) {
  const std::vector<std::string> lines = read_lines(tree.root / list);
  bool adds_sources = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string line = lines[i].substr(0, lines[i].find('#'));
    if (line.find('(') != line.npos) {
      std::string command = line.substr(0, line.find('('));
      command.erase(0, command.find_first_not_of(' '));
      adds_sources =
          command == "target_sources" || command == "add_executable" || command == "add_library";
    }
    std::replace(line.begin(), line.end(), '(', ' ');
    std::replace(line.begin(), line.end(), ')', ' ');
    std::istringstream words(line);
    for (std::string word; adds_sources && words >> word;) {
      const bool source = word.find("${") == word.npos && fs::path(word).extension() == ".cpp";
      if (!source) continue;
      const fs::path path = (fs::path(list).parent_path() / word).lexically_normal();
      listed[path.generic_string()] = {list, i + 1};
    }
  }
}

std::map<std::string, Listed> read_lists(const SourceTree& tree) {
  std::map<std::string, Listed> listed;
  for (const std::string_view folder : {"src", "tests"}) {
    for (const std::string& path : list_files(tree.root, folder)) {
      if (fs::path(path).filename() == "CMakeLists.txt") read_list(tree, path, listed);
    }
  }
  return listed;
}

bool is_table(const std::string& path) { return fs::path(path).extension() == ".inc"; }

}  // namespace

std::vector<Violation> check_source_lists(const SourceTree& tree) {
  const std::map<std::string, Listed> listed = read_lists(tree);
  std::vector<Violation> violations;
  for (const SourceFile& file : tree.files) {
    if (fs::path(file.path).extension() != ".cpp" || listed.count(file.path) == 1) continue;
    const fs::path path(file.path);
    violations.push_back({file.path, 0,
                          "no target has this file: add " + path.filename().string() + " to " +
                              (path.parent_path() / "CMakeLists.txt").generic_string()});
  }
  for (const auto& [path, place] : listed) {
    if (fs::exists(tree.root / path)) continue;
    violations.push_back(
        {place.list, place.line, path + " does not exist: take it off the list or add the file"});
  }
  return violations;
}

std::vector<Violation> check_readmes(const SourceTree& tree) {
  std::vector<std::string> rooms;
  if (fs::is_directory(tree.root / "src")) {
    for (const auto& entry : fs::directory_iterator(tree.root / "src")) {
      if (entry.is_directory()) rooms.push_back(entry.path().filename());
    }
  }
  std::sort(rooms.begin(), rooms.end());
  std::vector<Violation> violations;
  for (const std::string& room : rooms) {
    const std::string path = "src/" + room + "/README.md";
    const std::size_t lines = read_lines(tree.root / path).size();
    if (lines == 0) {
      violations.push_back(
          {path, 0, "this room has no note: write its purpose, its types and how to add one"});
    } else if (lines > kReadmeLinesMax) {
      violations.push_back({path, 0,
                            "a note of " + std::to_string(lines) + " lines (at most " +
                                std::to_string(kReadmeLinesMax) +
                                "): keep what a newcomer needs first"});
    }
  }
  return violations;
}

std::vector<Violation> check_top_level(const SourceTree& tree) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(tree.root)) names.insert(entry.path().filename());
  std::vector<Violation> violations;
  for (const std::string& name : names) {
    if (kTopLevel.find(" " + name + " ") != kTopLevel.npos) continue;
    violations.push_back({name, 0,
                          "does not belong at the top level: move it into one of its folders, or "
                          "name it in tests/tidy/frame_checks.cpp if a tool wants it there"});
  }
  return violations;
}

std::vector<Violation> check_generated(const SourceTree& tree) {
  std::map<std::string, std::vector<std::string>> users;  // of each table
  for (const std::string& path : list_files(tree.root, "schemas/generated")) {
    if (is_table(path)) users[path] = {};
  }
  std::vector<Violation> violations;
  for (const SourceFile& file : tree.files) {
    for (const Include& include : includes_of(file)) {
      if (!is_table(include.path)) continue;
      users[include.path].push_back(file.path);
      if (fs::path(file.path).extension() == ".cpp") continue;
      violations.push_back({file.path, include.line,
                            include.path + " in a header: include it in one .cpp and declare a "
                                           "function that reads it"});
    }
  }
  for (const auto& [table, files] : users) {
    if (files.size() == 1) continue;
    std::string message = "no .cpp includes this table: use it, or stop generating it";
    if (!files.empty()) {
      message = "more than one file includes this table: leave one of";
      for (const std::string& file : files) message += ' ' + file;
    }
    violations.push_back({table, 0, message});
  }
  return violations;
}

}  // namespace flows::tidy
