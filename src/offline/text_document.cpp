#include "offline/text_document.h"

#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "base/text_file.h"
#include "offline/yaml_reader.h"

namespace flows::offline {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

bool is_json(const std::filesystem::path& file, std::string_view text) {
  const std::filesystem::path extension = file.extension();
  if (extension == ".json") return true;
  if (extension == ".yaml" || extension == ".yml") return false;
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != text.npos && text[start] == '{';
}

}  // namespace

Result<TextDocument> read_text_document(const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(std::string text, base::read_text_file(file, base::limits::kSeedFileBytesMax));
  return parse_text_document(file, std::move(text));
}

Result<TextDocument> parse_text_document(const std::filesystem::path& file, std::string text) {
  const bool is_yaml = !is_json(file, text);
  auto parsed = is_yaml ? parse_yaml(text, file.string())
                        : base::parse_json(text, file.string(), base::TextPlace::kLineAndColumn);
  if (!parsed) return Error{ErrorCode::kValidation, parsed.error().message};
  return TextDocument{*std::move(parsed), std::move(text), is_yaml};
}

}  // namespace flows::offline
