#include "http/body_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

namespace flows::http {
namespace {

bool write_whole(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

std::shared_ptr<const BodyFile> BodyFile::make(std::string_view bytes) {
  const int descriptor = ::memfd_create("answer", MFD_CLOEXEC);
  if (descriptor < 0) return nullptr;
  std::shared_ptr<const BodyFile> file(new BodyFile(descriptor, bytes.size()));
  return write_whole(descriptor, bytes) ? file : nullptr;
}

BodyFile::~BodyFile() { ::close(descriptor_); }

}  // namespace flows::http
