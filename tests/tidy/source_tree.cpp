#include "tidy/source_tree.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <utility>

namespace flows::tidy {
namespace {

namespace fs = std::filesystem;

// Walks the characters of one file and sorts them into code and comments.
class Separator {
 public:
  explicit Separator(const std::string& text)
      : text_(text), code_(text.size(), ' '), comments_(text.size(), ' ') {}

  void run() {
    while (at_ < text_.size()) {
      if (starts("//")) {
        take_comment(text_.find('\n', at_));
      } else if (starts("/*")) {
        take_comment(after("*/", at_ + 2));
      } else if (text_[at_] == '"' && at_ > 0 && text_[at_ - 1] == 'R') {
        take_raw_string();
      } else if (text_[at_] == '"' || (text_[at_] == '\'' && !is_digit_separator())) {
        take_literal(text_[at_]);
      } else {
        code_[at_] = text_[at_];
        ++at_;
      }
    }
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == '\n') code_[i] = comments_[i] = '\n';
    }
  }

  const std::string& code() const { return code_; }
  const std::string& comments() const { return comments_; }

 private:
  bool starts(std::string_view word) const { return text_.compare(at_, word.size(), word) == 0; }

  bool is_digit_separator() const {
    return at_ > 0 && std::isxdigit(static_cast<unsigned char>(text_[at_ - 1])) != 0 &&
           at_ + 1 < text_.size() && std::isxdigit(static_cast<unsigned char>(text_[at_ + 1])) != 0;
  }

  std::size_t after(std::string_view word, std::size_t from) const {
    const std::size_t found = text_.find(word, from);
    return found == std::string::npos ? text_.size() : found + word.size();
  }

  void take_comment(std::size_t end) {
    end = std::min(end, text_.size());
    for (; at_ < end; ++at_) comments_[at_] = text_[at_];
  }

  // The quotes stay in the code, so that an empty literal can be told from none.
  void take_literal(char quote) {
    code_[at_++] = quote;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      at_ += text_[at_] == '\\' ? 2 : 1;
    }
    if (at_ < text_.size() && text_[at_] == quote) code_[at_++] = quote;
  }

  void take_raw_string() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string::npos) {
      at_ = text_.size();
      return;
    }
    const std::string close = ")" + text_.substr(at_ + 1, open - at_ - 1) + "\"";
    code_[at_] = '"';
    at_ = after(close, open);
    code_[at_ - 1] = '"';
  }

  const std::string& text_;
  std::string code_;
  std::string comments_;
  std::size_t at_ = 0;
};

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

SourceFile read_source(const fs::path& root, const std::string& path) {
  const std::string text = read_text(root / path);
  Separator separator(text);
  separator.run();
  return {path, split_lines(text), split_lines(separator.code()),
          split_lines(separator.comments())};
}

}  // namespace

std::vector<std::string> read_lines(const fs::path& path) { return split_lines(read_text(path)); }

std::vector<std::string> list_files(const fs::path& root, std::string_view folder) {
  std::vector<std::string> paths;
  if (!fs::is_directory(root / folder)) return paths;
  for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
    if (entry.is_regular_file()) {
      paths.push_back(entry.path().lexically_relative(root).generic_string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

SourceTree read_tree(const fs::path& root) {
  SourceTree tree{root, {}};
  for (const std::string_view folder : {"include", "src", "tests"}) {
    for (const std::string& path : list_files(root, folder)) {
      const std::string extension = fs::path(path).extension();
      if (extension == ".h" || extension == ".cpp") tree.files.push_back(read_source(root, path));
    }
  }
  return tree;
}

bool is_name_letter(char letter) {
  return letter == '_' || std::isalnum(static_cast<unsigned char>(letter)) != 0;
}

bool holds_word(std::string_view line, std::string_view word) {
  for (std::size_t at = line.find(word); at != line.npos; at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool starts = !is_name_letter(word.front()) || at == 0 || !is_name_letter(line[at - 1]);
    const bool ends = !is_name_letter(word.back()) || end == line.size() ||
                      (!is_name_letter(line[end]) && line.substr(end, 4) != "::id");
    if (starts && ends) return true;
  }
  return false;
}

bool stands_among(std::string_view places, std::string_view path) {
  while (true) {
    const std::size_t start = places.find_first_not_of(' ');
    if (start == places.npos) return false;
    places.remove_prefix(start);
    const std::string_view place = places.substr(0, places.find(' '));
    if (path.starts_with(place)) return true;
    places.remove_prefix(place.size());
  }
}

std::string part(std::string_view path, std::size_t index) {
  for (; index > 0; --index) {
    const std::size_t slash = path.find('/');
    if (slash == path.npos) return "";
    path.remove_prefix(slash + 1);
  }
  return std::string(path.substr(0, path.find('/')));
}

}  // namespace flows::tidy
