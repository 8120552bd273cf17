// What fits in a head: columns of a line, lines of a function, lines of a file.
#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>

#include "tidy/checks.h"

namespace flows::tidy {
namespace {

constexpr std::size_t kColumnsMax = 100;
constexpr std::size_t kFunctionLinesMax = 70;
constexpr std::size_t kFileLinesMax = 400;

// Characters, not bytes: a byte 10xxxxxx continues the one before it.
std::size_t columns(std::string_view line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char letter) { return (letter & 0xC0) != 0x80; }));
}

std::string trimmed(const std::string& text) {
  const std::size_t start = text.find_first_not_of(" \n");
  if (start == text.npos) return "";
  return text.substr(start, text.find_last_not_of(" \n") - start + 1);
}

// What follows the parameter list of a template.
std::string after_parameters(const std::string& head) {
  int depth = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '<') ++depth;
    if (head[i] == '>' && --depth == 0) return trimmed(head.substr(i + 1));
  }
  return "";
}

// Whether `head`, the text before an opening brace, makes the brace a scope whose members are
// looked at in turn.
bool opens_scope(const std::string& head) {
  constexpr std::array<std::string_view, 6> kWords{"namespace", "class", "struct",
                                                   "union",     "enum",  "extern"};
  const std::string first = head.substr(0, head.find_first_of(" ({\n"));
  if (first == "template") {
    return opens_scope(after_parameters(head));
  }
  return std::find(kWords.begin(), kWords.end(), first) != kWords.end() &&
         (head.find('(') == head.npos || first != "struct" || head.back() != ')');
}

// Whether the brace after `head` opens a function's body, and not an initialiser.
bool opens_function(const std::string& head) {
  if (head.find(')') == head.npos) return false;
  const std::string_view after_name = std::string_view(head).substr(head.find(')'));
  return after_name.find_first_of("=,") == after_name.npos || head.back() == ')' ||
         std::isalpha(static_cast<unsigned char>(head.back())) != 0;
}

// Finds functions by their braces: good enough for code that clang-format has laid out.
class FunctionFinder {
 public:
  explicit FunctionFinder(const SourceFile& file) : file_(file) {}

  std::vector<Violation> run() {
    bool in_macro = false;
    for (std::size_t i = 0; i < file_.code.size(); ++i) {
      const std::string& line = file_.code[i];
      const bool macro = in_macro || line.compare(0, 1, "#") == 0;
      in_macro = macro && !line.empty() && line.back() == '\\';
      if (macro) continue;
      for (const char letter : line) step(letter, i + 1);
      if (inside_ == 0) add_to_head('\n', i + 1);
    }
    return std::move(violations_);
  }

 private:
  void add_to_head(char letter, std::size_t line) {
    if (head_.empty()) {
      if (letter == ' ' || letter == '\n') return;
      head_line_ = line;
    }
    head_ += letter;
  }

  void clear_head() { head_.clear(); }

  void step(char letter, std::size_t line) {
    if (inside_ > 0) {
      if (letter == '{') ++inside_;
      if (letter == '}' && --inside_ == 0) finish(line);
      return;
    }
    if (letter == '(') ++parentheses_;
    if (letter == ')') --parentheses_;
    if (letter == '{') {
      open(line);
    } else if (letter == ';' || letter == '}') {
      if (parentheses_ == 0) clear_head();
    } else if (letter == ':' && is_access()) {
      clear_head();
    } else {
      add_to_head(letter, line);
    }
  }

  bool is_access() const { return head_ == "public" || head_ == "private" || head_ == "protected"; }

  void open(std::size_t line) {
    const std::string head = trimmed(head_);
    if (parentheses_ == 0 && opens_scope(head)) {
      clear_head();
      return;
    }
    is_function_ = parentheses_ == 0 && opens_function(head);
    start_ = head_.empty() ? line : head_line_;
    inside_ = 1;
  }

  void finish(std::size_t line) {
    const std::size_t lines = line - start_ + 1;
    if (is_function_ && lines > kFunctionLinesMax) {
      violations_.push_back({file_.path, start_,
                             "a function of " + std::to_string(lines) + " lines (at most " +
                                 std::to_string(kFunctionLinesMax) +
                                 "): give its parts names of their own"});
    }
    if (is_function_) clear_head();
  }

  const SourceFile& file_;
  std::vector<Violation> violations_;
  std::string head_;           // what stands before the next brace
  std::size_t head_line_ = 0;  // where it starts
  std::size_t start_ = 0;      // where the block that is open started
  bool is_function_ = false;
  int inside_ = 0;  // braces open in a function or an initialiser
  int parentheses_ = 0;
};

}  // namespace

std::vector<Violation> check_sizes(const SourceTree& tree) {
  std::vector<Violation> violations;
  for (const SourceFile& file : tree.files) {
    if (file.text.size() > kFileLinesMax) {
      violations.push_back({file.path, 0,
                            "a file of " + std::to_string(file.text.size()) + " lines (at most " +
                                std::to_string(kFileLinesMax) + "): split it by subject"});
    }
    for (std::size_t i = 0; i < file.text.size(); ++i) {
      if (columns(file.text[i]) <= kColumnsMax) continue;
      violations.push_back({file.path, i + 1,
                            "a line of " + std::to_string(columns(file.text[i])) +
                                " columns (at most " + std::to_string(kColumnsMax) +
                                "): break it; ./dev format does so with code"});
    }
    std::vector<Violation> functions = FunctionFinder(file).run();
    violations.insert(violations.end(), functions.begin(), functions.end());
  }
  return violations;
}

}  // namespace flows::tidy
