#include "backends/python_parent.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "backends/python_process.h"
#include "base/json.h"
#include "base/limits.h"

namespace flows::backends {
namespace {

namespace limits = base::limits;
using base::Result;

// The text of python/worker.py.
constexpr char kWorker[] = {
#include "backends/worker.inc"
};

constexpr std::size_t kReadyChildren = 2;
constexpr std::chrono::seconds kSendTimeout{20};  // for a message to the process

std::string reason() { return std::generic_category().message(errno); }

std::string limits_text() {
  return base::to_text({{"memoryBytes", limits::kCodeMemoryBytesMax},
                        {"cpuSeconds", limits::kCodeTimeout.count()},
                        {"fileBytes", limits::kCodeFileBytesMax},
                        {"requestBytes", limits::kCodeRequestBytesMax}});
}

// A folder that no other user may enter. Its owner removes it unless it was released.
class NewFolder {
 public:
  NewFolder() {
    std::error_code failure;
    // Absolute, because the processes of Python work in folders of their own.
    auto temporary = std::filesystem::temp_directory_path(failure);
    if (!failure) temporary = std::filesystem::absolute(temporary, failure);
    std::string path = temporary / "flows-local-code-XXXXXX";
    if (failure) {
      errno = failure.value();
    } else if (mkdtemp(path.data()) != nullptr) {
      path_ = path;
    }
  }
  ~NewFolder() {
    std::error_code ignored;  // the folder is empty
    if (!path_.empty()) std::filesystem::remove(path_, ignored);
  }
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }  // if empty, errno says why
  std::string release() { return std::exchange(path_, {}); }

 private:
  std::string path_;
};

}  // namespace

base::Error python_failed(std::string message) {
  return {base::ErrorCode::kDependencyFailed, std::move(message), {}, "Python"};
}

Result<std::shared_ptr<PythonParent>> PythonParent::start(std::chrono::seconds silence_max) {
  NewFolder folder;
  if (folder.path().empty()) {
    return python_failed(fmt::format("No folder for InlineCode nodes could be made: {}", reason()));
  }
  auto [ours, theirs] = make_socket_pair(SOCK_SEQPACKET);
  // If a process takes no more messages its runs fail; they do not wait forever.
  const timeval patience{.tv_sec = kSendTimeout.count(), .tv_usec = 0};
  if (ours) setsockopt(ours.number(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const OpenFile high = above_python_socket(theirs);
  if (!high) return python_failed(fmt::format("No socket for InlineCode nodes: {}", reason()));
  pid_t pid = 0;
  const int failure = start_python(kWorker, {limits_text(), folder.path()}, high, pid);
  if (failure != 0) {
    return python_failed(
        fmt::format("InlineCode nodes need Python 3, and python3 cannot be started: {}. "
                    "Install it, or serve with --no-inline-code.",
                    std::generic_category().message(failure)));
  }
  return std::shared_ptr<PythonParent>(
      new PythonParent(pid, std::move(ours), std::move(folder).release(), silence_max));
}

PythonParent::~PythonParent() {
  ready_.clear();
  control_ = OpenFile();
  if (!reaped_) {
    // Its children end with it.
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;  // a folder left behind does no harm
  std::filesystem::remove_all(folder_, ignored);
}

Result<OpenFile> PythonParent::take_child() {
  const std::lock_guard lock(mutex_);
  if (ready_.empty()) RETURN_IF_ERROR(order_child());
  OpenFile socket = std::move(ready_.front());
  ready_.pop_front();
  if (!silence_) silence_.emplace();
  return socket;
}

void PythonParent::child_was_ready() {
  const std::lock_guard lock(mutex_);
  silence_.reset();
}

void PythonParent::order_ahead() {
  const std::lock_guard lock(mutex_);
  // If the process has ended, the next run notices it.
  while (ready_.size() < kReadyChildren && order_child()) {
  }
}

void PythonParent::kill_child(pid_t child) {
  const std::lock_guard lock(mutex_);
  // If that fails, the process has ended, and the child with it.
  static_cast<void>(
      send_packet(control_, "K" + four_bytes(static_cast<std::size_t>(child)), nullptr));
}

bool PythonParent::has_ended() {
  const std::lock_guard lock(mutex_);
  return has_ended_locked();
}

bool PythonParent::has_ended_locked() {
  if (!reaped_) reaped_ = waitpid(pid_, nullptr, WNOHANG) != 0;
  return reaped_;
}

void PythonParent::retire() {
  const std::lock_guard lock(mutex_);
  retired_ = true;
}

bool PythonParent::is_usable() {
  const std::lock_guard lock(mutex_);
  const bool is_silent = silence_ && silence_->elapsed() > silence_max_;
  return !retired_ && !is_silent && !has_ended_locked();
}

Result<void> PythonParent::order_child() {
  if (retired_) return python_failed("Python had to be started again");
  auto [ours, theirs] = make_socket_pair(SOCK_STREAM);
  if (!ours) return python_failed(fmt::format("No socket for InlineCode nodes: {}", reason()));
  if (!send_packet(control_, "F", &theirs)) {
    retired_ = true;
    return python_failed(fmt::format("Python cannot be asked for another process: {}", reason()));
  }
  ready_.push_back(std::move(ours));
  return {};
}

}  // namespace flows::backends
