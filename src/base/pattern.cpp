#include "base/pattern.h"

#include <re2/re2.h>

namespace flows::base {

Result<Pattern> Pattern::compile(std::string_view expression, std::int64_t bytes_max) {
  re2::RE2::Options options;
  options.set_max_mem(bytes_max);
  options.set_log_errors(false);
  auto compiled = std::make_shared<const re2::RE2>(
      re2::StringPiece(expression.data(), expression.size()), options);
  if (!compiled->ok()) return Error{ErrorCode::kValidation, compiled->error()};
  return Pattern(std::move(compiled));
}

Result<Pattern> Pattern::from_glob(std::string_view glob, std::int64_t bytes_max) {
  std::string expression = "(?s)";  // a line break is a character like any other
  while (!glob.empty()) {
    const std::string_view plain = glob.substr(0, glob.find_first_of("*?"));
    expression += re2::RE2::QuoteMeta(re2::StringPiece(plain.data(), plain.size()));
    glob.remove_prefix(plain.size());
    if (glob.empty()) break;
    expression += glob.front() == '*' ? ".*" : ".";
    glob.remove_prefix(1);
  }
  return compile(expression, bytes_max);
}

std::int64_t Pattern::bytes() const {
  constexpr std::int64_t kInstructionBytes = 16;
  return compiled_->ProgramSize() * kInstructionBytes;
}

bool Pattern::matches_whole(std::string_view text) const {
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

bool Pattern::matches_part(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

}  // namespace flows::base
