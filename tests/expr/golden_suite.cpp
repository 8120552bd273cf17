#include "expr/golden_suite.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <string_view>
#include <vector>

namespace flows::expr {
namespace {

constexpr std::string_view kSeparator = " | ";

std::string path_of(const std::string& file_name) {
  return std::string(FLOWS_SOURCE_DIR) + "/tests/golden/expr/" + file_name;
}

std::vector<std::string> read_lines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

bool is_case(const std::string& line) { return !line.empty() && line.front() != '#'; }

// nullopt if the line has not its three parts. A new case may end behind its second separator.
std::optional<GoldenCase> parse_case(const std::string& line) {
  const std::size_t first = line.find(kSeparator);
  if (first == std::string::npos) return std::nullopt;
  const std::size_t second = line.find(kSeparator, first + kSeparator.size());
  if (second == std::string::npos) return std::nullopt;
  const std::size_t input = first + kSeparator.size();
  return GoldenCase{.expression = line.substr(0, first),
                    .input = line.substr(input, second - input),
                    .result = line.substr(second + kSeparator.size())};
}

bool is_update_wanted() {
  const char* value = std::getenv("UPDATE_GOLDEN");
  return value != nullptr && std::string_view(value) == "1";
}

}  // namespace

void run_golden_suite(const std::string& file_name, std::size_t cases_min,
                      const std::function<std::string(const GoldenCase&)>& evaluate) {
  const std::string path = path_of(file_name);
  std::vector<std::string> lines = read_lines(path);
  const bool update = is_update_wanted();
  std::size_t cases = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!is_case(lines[i])) continue;
    ++cases;
    const auto golden = parse_case(lines[i]);
    if (!golden) {
      ADD_FAILURE_AT(path.c_str(), static_cast<int>(i + 1)) << "not a case: " << lines[i];
      continue;
    }
    const std::string actual = evaluate(*golden);
    if (update) {
      lines[i] = golden->expression + std::string(kSeparator) + golden->input +
                 std::string(kSeparator) + actual;
    } else if (actual != golden->result) {
      ADD_FAILURE_AT(path.c_str(), static_cast<int>(i + 1))
          << golden->expression << " on " << golden->input << "\n  expected: " << golden->result
          << "\n  actual:   " << actual;
    }
  }
  EXPECT_GE(cases, cases_min) << path;
  if (!update) return;
  std::ofstream file(path);
  for (const std::string& line : lines) file << line << '\n';
}

void for_each_golden_case(const std::string& file_name,
                          const std::function<void(const GoldenCase&)>& visit) {
  for (const std::string& line : read_lines(path_of(file_name))) {
    if (!is_case(line)) continue;
    if (const auto golden = parse_case(line)) visit(*golden);
  }
}

}  // namespace flows::expr
