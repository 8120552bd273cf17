#include "base/background_writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <utility>

#include "base/clock.h"
#include "base/limits.h"

namespace flows::base {
namespace {

// How long lines are gathered before they are written together. Without this, each line under load
// would cost a wake-up of the thread and two calls of the system.
constexpr std::chrono::milliseconds kGatherTime{2};
constexpr std::size_t kGatherBytes = 64 * 1024;
// How often a writer that waits for its reader looks whether it should stop.
constexpr int kPollMs = 50;
// A pipe that is ready takes this many bytes at once, and does not mix them with those of others.
constexpr std::size_t kPieceBytes = PIPE_BUF;

// Opens a pipe or a terminal a second time, so that its writes never wait and the flags of the
// first, which other programs share, stay as they are. Returns -1 for anything else: writes to
// files do not wait for readers, and a second description of a file would write at its own place.
int open_again(int descriptor) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return -1;
  if (!S_ISFIFO(status.st_mode) && !S_ISCHR(status.st_mode)) return -1;
  const std::string path = fmt::format("/proc/self/fd/{}", descriptor);
  return open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

// Returns the first lines of `text` that fit into one piece, or a piece of a longer line.
std::string_view first_piece(std::string_view text) {
  if (text.size() <= kPieceBytes) return text;
  const std::size_t end = text.rfind('\n', kPieceBytes - 1);
  return text.substr(0, end == text.npos ? kPieceBytes : end + 1);
}

// Writes `text`, unless the descriptor fails. Returns false if it gave up, because a stop was
// requested limits::kLogFlushMax ago.
bool write_all(int descriptor, std::string_view text, const std::stop_token& stop) {
  Stopwatch stopping;
  bool was_stopped = false;
  while (!text.empty()) {
    if (stop.stop_requested() && !std::exchange(was_stopped, true)) stopping = Stopwatch();
    if (was_stopped && stopping.elapsed() > limits::kLogFlushMax) return false;
    pollfd waiting{descriptor, POLLOUT, 0};
    if (poll(&waiting, 1, kPollMs) <= 0) continue;
    const std::string_view piece = first_piece(text);
    const ssize_t written = write(descriptor, piece.data(), piece.size());
    if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (written < 0 && errno == EAGAIN) {
      poll(nullptr, 0, 1);  // the room that there was is too small for a piece
    } else if (written == 0 || errno != EINTR) {
      return true;
    }
  }
  return true;
}

}  // namespace

BackgroundWriter::BackgroundWriter(int descriptor, DescribeDropped describe_dropped)
    : own_descriptor_(open_again(descriptor)),
      descriptor_(own_descriptor_ < 0 ? descriptor : own_descriptor_),
      describe_dropped_(std::move(describe_dropped)),
      thread_("log", [this](const std::stop_token& stop) { work(stop); }) {}

BackgroundWriter::~BackgroundWriter() {
  thread_.request_stop();
  thread_.join();
  if (own_descriptor_ >= 0) close(own_descriptor_);
}

void BackgroundWriter::add(std::string_view line) {
  bool wakes = false;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() + line.size() > limits::kLogBufferBytesMax) {
      ++dropped_;
      return;
    }
    const std::size_t before = waiting_.size();
    waiting_ += line;
    wakes = before == 0 || (before < kGatherBytes && waiting_.size() >= kGatherBytes);
  }
  if (wakes) changed_.notify_one();
}

void BackgroundWriter::work(const std::stop_token& stop) {
  std::string writing;
  while (true) {
    std::size_t dropped = 0;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, stop, [this] { return !waiting_.empty(); });
      changed_.wait_for(lock, stop, kGatherTime,
                        [this] { return waiting_.size() >= kGatherBytes; });
      if (waiting_.empty()) return;  // a stop, and all is written
      writing.clear();
      writing.swap(waiting_);
      dropped = std::exchange(dropped_, 0);
    }
    // What was dropped came after all that waited.
    if (dropped > 0) writing += describe_dropped_(dropped);
    if (!write_all(descriptor_, writing, stop)) return;
  }
}

}  // namespace flows::base
