#include "backends/document_file.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <system_error>

#include "base/limits.h"
#include "base/text_file.h"

namespace flows::backends {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

// The coarsest steps in which common file systems record times: two changes within one step look
// the same, so a stamp that young proves nothing.
constexpr std::chrono::seconds kTimeStepMax{2};

Error unreadable(const std::filesystem::path& path, std::string_view why) {
  return {ErrorCode::kValidation, fmt::format("{}: {}", path.string(), why)};
}

Result<FileStamp> stamp_of(const std::filesystem::path& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) {
    return unreadable(path, std::generic_category().message(errno));
  }
  const auto since_epoch = std::chrono::seconds(status.st_mtim.tv_sec) +
                           std::chrono::nanoseconds(status.st_mtim.tv_nsec);
  return FileStamp{base::TimePoint(since_epoch), static_cast<std::uint64_t>(status.st_size),
                   status.st_ino};
}

}  // namespace

std::optional<Result<std::string>> DocumentFile::look(const base::Clock& file_time) {
  // The stamp is read before the text, so that the next check notices a change in between.
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
  auto text = base::read_text_file(path_, base::limits::kBackendsBytesMax);
  std::optional<std::string> read;
  if (text) read = *text;
  const bool same_text = read == text_;
  text_ = std::move(read);
  if (same_stamp && same_text) return std::nullopt;
  return text;
}

}  // namespace flows::backends
