#include "backends/document_file.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <system_error>

#include "base/limits.h"

namespace flows::backends {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

// The coarsest steps in which common file systems note the time: two changes within one step look
// the same, so a stamp that young proves nothing yet.
constexpr std::chrono::seconds kTimeStepMax{2};

Error unreadable(const std::filesystem::path& path, std::string_view why) {
  return {ErrorCode::kValidation, fmt::format("{}: {}", path.string(), why)};
}

Result<FileStamp> stamp_of(const std::filesystem::path& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) {
    return unreadable(path, std::generic_category().message(errno));
  }
  // Reading a pipe or a terminal could wait for ever.
  if (!S_ISREG(status.st_mode)) return unreadable(path, "is not a regular file");
  const auto since_epoch = std::chrono::seconds(status.st_mtim.tv_sec) +
                           std::chrono::nanoseconds(status.st_mtim.tv_nsec);
  return FileStamp{base::TimePoint(since_epoch), static_cast<std::uint64_t>(status.st_size),
                   status.st_ino};
}

Result<std::string> read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return unreadable(path, std::generic_category().message(errno));
  // One byte more than allowed is enough to see that there are too many.
  std::string text(base::limits::kBackendsBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return unreadable(path, std::generic_category().message(errno));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > base::limits::kBackendsBytesMax) {
    return unreadable(path,
                      fmt::format("is larger than {} bytes", base::limits::kBackendsBytesMax));
  }
  text.shrink_to_fit();
  return text;
}

}  // namespace

std::optional<Result<std::string>> DocumentFile::look(const base::Clock& file_time) {
  // The stamp is taken before the text: a change in between then shows at the next look.
  auto found = stamp_of(path_);
  std::optional<FileStamp> stamp;
  if (found) stamp = *found;
  const bool same_stamp = looked_ && stamp == stamp_;
  if (same_stamp && (!stamp || settled_)) return std::nullopt;
  looked_ = true;
  stamp_ = stamp;
  if (!stamp) {
    text_.reset();
    return std::move(found).error();
  }
  settled_ = std::chrono::abs(file_time.now() - stamp->modified_at) > kTimeStepMax;
  auto text = read_text(path_);
  std::optional<std::string> read;
  if (text) read = *text;
  const bool same_text = read == text_;
  text_ = std::move(read);
  if (same_stamp && same_text) return std::nullopt;
  return text;
}

}  // namespace flows::backends
