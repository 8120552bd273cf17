#include "offline/text_document.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include "base/limits.h"
#include "offline/yaml_reader.h"

namespace flows::offline {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

Error unreadable(const std::filesystem::path& file, std::string_view why) {
  return {ErrorCode::kValidation, fmt::format("{}: {}", file.string(), why)};
}

Result<std::string> read_text(const std::filesystem::path& file) {
  std::error_code failure;
  const std::filesystem::file_status status = std::filesystem::status(file, failure);
  if (failure) return unreadable(file, failure.message());
  // Reading a pipe or a terminal could wait for ever.
  if (!std::filesystem::is_regular_file(status)) return unreadable(file, "is not a regular file");
  const std::uintmax_t bytes = std::filesystem::file_size(file, failure);
  if (failure) return unreadable(file, failure.message());
  if (bytes > base::limits::kSeedFileBytesMax) {
    return unreadable(file,
                      fmt::format("is larger than {} bytes", base::limits::kSeedFileBytesMax));
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return unreadable(file, std::generic_category().message(errno));
  std::string text(bytes, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) return unreadable(file, std::generic_category().message(errno));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

bool is_json(const std::filesystem::path& file, std::string_view text) {
  const std::filesystem::path extension = file.extension();
  if (extension == ".json") return true;
  if (extension == ".yaml" || extension == ".yml") return false;
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != text.npos && text[start] == '{';
}

}  // namespace

Result<Json> read_text_document(const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(const std::string text, read_text(file));
  if (!is_json(file, text)) return parse_yaml(text, file.string());
  auto parsed = base::parse_json(text, file.string(), base::TextPlace::kLineAndColumn);
  if (!parsed) return Error{ErrorCode::kValidation, parsed.error().message};
  return parsed;
}

}  // namespace flows::offline
