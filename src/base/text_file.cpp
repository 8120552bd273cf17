#include "base/text_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <system_error>

namespace flows::base {
namespace {

Error unreadable(const std::filesystem::path& file, std::string_view why) {
  return {ErrorCode::kValidation, fmt::format("{}: {}", file.string(), why)};
}

}  // namespace

Result<std::string> read_text_file(const std::filesystem::path& file, std::size_t bytes_max) {
  std::error_code failure;
  const auto status = std::filesystem::status(file, failure);
  if (failure) return unreadable(file, failure.message());
  if (!std::filesystem::is_regular_file(status)) return unreadable(file, "is not a regular file");
  const auto bytes = std::filesystem::file_size(file, failure);
  if (failure) return unreadable(file, failure.message());
  if (bytes > bytes_max) {
    return unreadable(file, fmt::format("is larger than {} bytes", bytes_max));
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return unreadable(file, std::generic_category().message(errno));
  std::string text(bytes, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) return unreadable(file, std::generic_category().message(errno));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

}  // namespace flows::base
