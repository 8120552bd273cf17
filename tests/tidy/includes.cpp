#include "tidy/includes.h"

#include <string_view>

namespace flows::tidy {

std::vector<Include> includes_of(const SourceFile& file) {
  constexpr std::string_view kDirective = "#include ";
  std::vector<Include> includes;
  for (std::size_t i = 0; i < file.text.size(); ++i) {
    if (file.code[i].compare(0, kDirective.size(), kDirective) != 0) continue;
    const std::string& text = file.text[i];
    const char open = text[kDirective.size()];
    const std::size_t close = text.find(open == '<' ? '>' : '"', kDirective.size() + 1);
    if (close == std::string::npos) continue;
    const std::size_t start = kDirective.size() + 1;
    includes.push_back({text.substr(start, close - start), open == '"', i + 1});
  }
  return includes;
}

}  // namespace flows::tidy
