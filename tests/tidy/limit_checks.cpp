// A limit that no test reaches may be anything: every one of src/base/limits.h has a test that
// names it. A test in Python, which cannot use the constant, names it in a comment.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/checks.h"

namespace flows::tidy {
namespace {

constexpr std::string_view kLimits = "src/base/limits.h";

// The name that a line declares: in "inline constexpr int kMost = 3;" it is kMost. Empty: none.
std::string declared_in(const std::string& line) {
  if (line.find("constexpr") == std::string::npos) return "";
  const std::size_t end = line.find_last_not_of(' ', line.find_first_of("={") - 1);
  std::size_t start = end;
  while (start > 0 && is_name_letter(line[start - 1])) --start;
  return line.substr(start, end - start + 1);
}

bool is_named(const std::vector<std::string>& lines, std::string_view name) {
  return std::ranges::any_of(lines, [&](const auto& line) { return holds_word(line, name); });
}

// What tests say, line by line: of C++ the code alone.
std::vector<std::string> lines_of_tests(const SourceTree& tree) {
  std::vector<std::string> all;
  const auto add = [&](const std::vector<std::string>& lines) {
    all.insert(all.end(), lines.begin(), lines.end());
  };
  for (const SourceFile& file : tree.files) {
    if (part(file.path, 0) == "tests" && part(file.path, 1) != "bench") add(file.code);
  }
  for (const std::string& path : list_files(tree.root, "tests/sdk")) {
    if (path.ends_with(".py")) add(read_lines(tree.root / path));
  }
  return all;
}

}  // namespace

std::vector<Violation> check_limits(const SourceTree& tree) {
  std::vector<Violation> violations;
  const auto limits = std::ranges::find(tree.files, kLimits, &SourceFile::path);
  if (limits == tree.files.end()) return violations;
  const std::vector<std::string> tests = lines_of_tests(tree);
  for (std::size_t i = 0; i < limits->code.size(); ++i) {
    const std::string name = declared_in(limits->code[i]);
    if (name.empty() || is_named(tests, name)) continue;
    violations.push_back({std::string(kLimits), i + 1,
                          "no test names " + name +
                              ": write one that reaches the limit and goes "
                              "one beyond it, or delete a limit that nothing uses"});
  }
  return violations;
}

}  // namespace flows::tidy
