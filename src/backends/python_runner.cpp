#include "backends/python_runner.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <functional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/limits.h"
#include "base/log.h"

namespace flows::backends {
namespace {

namespace limits = base::limits;
using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

// The text of python/worker.py.
constexpr char kWorker[] = {
#include "backends/worker.inc"
};

constexpr int kControl = 3;  // as the worker knows it
constexpr int kPollMs = 20;  // how soon a run is noticed that nobody wants any more
constexpr std::size_t kReadyChildren = 2;
constexpr std::chrono::seconds kStartTimeout{20};  // of an interpreter on a busy computer

Error failed(std::string message) {
  return {ErrorCode::kDependencyFailed, std::move(message), {}, "Python"};
}

std::string reason() { return std::generic_category().message(errno); }

std::pair<OpenFile, OpenFile> make_pair(int type) {
  std::array<int, 2> ends{-1, -1};
  if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()) != 0) return {};
  return {OpenFile(ends[0]), OpenFile(ends[1])};
}

std::string limits_text() {
  return base::to_text({{"memoryBytes", limits::kCodeMemoryBytesMax},
                        {"cpuSeconds", limits::kCodeTimeout.count()},
                        {"fileBytes", limits::kCodeFileBytesMax},
                        {"requestBytes", limits::kCodeRequestBytesMax}});
}

// Starts the worker's parent with one end of the control socket and nothing else of ours.
int spawn(const OpenFile& control, const std::string& folder, pid_t& pid) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int standard : {0, 1, 2}) {
    posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0);
  }
  posix_spawn_file_actions_adddup2(&actions, control.number(), kControl);
  // Signals that this program blocks must not stay blocked there.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  std::string texts[] = {"python3", "-I", "-S", "-B", "-c", kWorker, limits_text(), folder};
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  std::string language = "LANG=C.UTF-8";
  std::array<char*, 2> environment{language.data(), nullptr};
  const int failure =
      posix_spawnp(&pid, "python3", &actions, &attributes, arguments.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failure;
}

// Sends a message and, where there is one, an open file.
bool send_control(const OpenFile& control, std::string message, const OpenFile* passed) {
  iovec part{message.data(), message.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> extra{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (passed != nullptr) {
    header.msg_control = extra.data();
    header.msg_controllen = extra.size();
    cmsghdr* const rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    const int number = passed->number();
    std::memcpy(CMSG_DATA(rights), &number, sizeof number);
  }
  return sendmsg(control.number(), &header, MSG_NOSIGNAL) >= 0;
}

std::string length_of(std::size_t size) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(size >> shift & 0xFF);
  return bytes;
}

// Why a message was not sent or received whole.
enum class Trouble { kNone, kEnded, kGivenUp };

// Waits until `socket` can be read or written, or until `give_up` says so.
Trouble wait_for(const OpenFile& socket, short event, const std::function<bool()>& give_up) {
  while (!give_up()) {
    pollfd watched{socket.number(), event, 0};
    if (poll(&watched, 1, kPollMs) > 0) return Trouble::kNone;
  }
  return Trouble::kGivenUp;
}

Trouble send_all(const OpenFile& socket, std::string_view bytes,
                 const std::function<bool()>& give_up) {
  while (!bytes.empty()) {
    const Trouble trouble = wait_for(socket, POLLOUT, give_up);
    if (trouble != Trouble::kNone) return trouble;
    const ssize_t sent =
        send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EAGAIN) continue;
    if (sent <= 0) return Trouble::kEnded;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return Trouble::kNone;
}

Trouble receive_all(const OpenFile& socket, std::string& bytes,
                    const std::function<bool()>& give_up) {
  for (std::size_t done = 0; done < bytes.size();) {
    const Trouble trouble = wait_for(socket, POLLIN, give_up);
    if (trouble != Trouble::kNone) return trouble;
    const ssize_t received = recv(socket.number(), bytes.data() + done, bytes.size() - done, 0);
    if (received <= 0) return Trouble::kEnded;
    done += static_cast<std::size_t>(received);
  }
  return Trouble::kNone;
}

// One message of a child: four bytes of length, then JSON. Errors: kRequestTooLarge.
Result<Trouble> receive_message(const OpenFile& socket, std::string& text,
                                const std::function<bool()>& give_up) {
  std::string head(4, '\0');
  Trouble trouble = receive_all(socket, head, give_up);
  if (trouble != Trouble::kNone) return trouble;
  std::size_t size = 0;
  for (const char byte : head) size = size << 8 | static_cast<unsigned char>(byte);
  if (size > limits::kDocumentBytesMax) return Error{ErrorCode::kRequestTooLarge, ""};
  text.assign(size, '\0');
  trouble = receive_all(socket, text, give_up);
  return trouble;
}

Error failure_of(const std::string& node, const Json& answer) {
  const Json* line = base::find_member(answer, "line");
  const Json* error = base::find_member(answer, "error");
  const std::string where = line != nullptr && line->is_number_unsigned()
                                ? fmt::format(" at line {}", line->get<std::size_t>())
                                : "";
  const std::string what =
      error != nullptr && error->is_string() ? error->get<std::string>() : "no answer";
  return {ErrorCode::kValidation,
          fmt::format("The code of Node {} failed{}: {}", node, where, what)};
}

}  // namespace

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

OpenFile::~OpenFile() {
  if (number_ >= 0) close(number_);
}

PythonRunner::~PythonRunner() {
  const std::lock_guard lock(mutex_);
  stop();
}

void PythonRunner::stop() {
  if (parent_ == 0) return;
  ready_.clear();
  control_ = OpenFile();
  // Its children go with it.
  kill(parent_, SIGKILL);
  waitpid(parent_, nullptr, 0);
  parent_ = 0;
  std::error_code ignored;  // a folder left behind does no harm
  std::filesystem::remove_all(folder_, ignored);
}

Result<void> PythonRunner::start() {
  if (parent_ != 0) return {};
  std::string folder = std::filesystem::temp_directory_path() / "flows-local-code-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) {
    return failed(fmt::format("No folder for InlineCode nodes could be made: {}", reason()));
  }
  auto [ours, theirs] = make_pair(SOCK_SEQPACKET);
  // Elsewhere than where the child will have it, or it would be closed there.
  const OpenFile high(theirs ? fcntl(theirs.number(), F_DUPFD_CLOEXEC, kControl + 1) : -1);
  if (!high) return failed(fmt::format("No socket for InlineCode nodes: {}", reason()));
  pid_t pid = 0;
  const int failure = spawn(high, folder, pid);
  if (failure != 0) {
    std::error_code ignored;  // nothing is in it
    std::filesystem::remove_all(folder, ignored);
    return failed(
        fmt::format("InlineCode nodes need Python 3, and python3 cannot be started: {}. "
                    "Install it, or serve with --no-inline-code.",
                    std::generic_category().message(failure)));
  }
  folder_ = folder;
  control_ = std::move(ours);
  parent_ = pid;
  return {};
}

Result<void> PythonRunner::order_child() {
  auto [ours, theirs] = make_pair(SOCK_STREAM);
  if (!ours || !send_control(control_, "F", &theirs)) {
    return failed(fmt::format("Python cannot be asked for another process: {}", reason()));
  }
  ready_.push_back(std::move(ours));
  return {};
}

Result<OpenFile> PythonRunner::take_socket() {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(start());
  if (ready_.empty() && !order_child()) {
    stop();  // it has died: start anew, once
    RETURN_IF_ERROR(start());
    RETURN_IF_ERROR(order_child());
  }
  OpenFile socket = std::move(ready_.front());
  ready_.pop_front();
  return socket;
}

void PythonRunner::order_ahead() {
  const std::lock_guard lock(mutex_);
  // Where Python has died the next run finds out.
  while (parent_ != 0 && ready_.size() < kReadyChildren && order_child()) {
  }
}

Result<PythonRunner::Child> PythonRunner::send_to_child(const std::string& request) {
  for (const bool last_try : {false, true}) {
    ASSIGN_OR_RETURN(OpenFile socket, take_socket());
    std::string text;
    const base::Stopwatch watch;
    const auto late = [&] { return watch.elapsed() > kStartTimeout; };
    // A request that is there makes the parent fork at once.
    Result<Trouble> trouble = send_all(socket, length_of(request.size()) + request, late);
    if (*trouble == Trouble::kNone) trouble = receive_message(socket, text, late);
    const auto hello = base::parse_json(text);
    const Json* pid = hello ? base::find_member(*hello, "pid") : nullptr;
    if (trouble && *trouble == Trouble::kNone && pid != nullptr) {
      const std::lock_guard lock(mutex_);
      const Json& missing = hello->at("missing");
      if (!missing.empty() && !std::exchange(told_what_is_missing_, true)) {
        base::log(base::LogLevel::kWarn,
                  "the kernel does not shut in InlineCode nodes as it should",
                  {{"missing", base::to_text(missing)}});
      }
      return Child{std::move(socket), pid->get<pid_t>()};
    }
    // Those that were forked ahead by a parent that has died since are of no use either.
    const std::lock_guard lock(mutex_);
    if (!last_try) stop();
  }
  return failed("Python starts no process for InlineCode nodes.");
}

void PythonRunner::kill_child(pid_t pid) {
  const std::lock_guard lock(mutex_);
  // Where that fails the parent is gone, and the child with it.
  static_cast<void>(
      send_control(control_, "K" + length_of(static_cast<std::size_t>(pid)), nullptr));
}

Result<Json> PythonRunner::run(const nodes::CodeCall& call) {
  Json request = {{"code", call.code}, {"variables", Json::object()}};
  Json& variables = request["variables"];
  for (const auto& [name, value] : call.variables) variables[name] = value;
  CallRecord record(calls_, clock_, "code", "Run", call, request);
  record.served_by("python");
  auto result = run_in_child(call, base::to_text(request));
  record.ended(result, [](const Json& value) -> const Json& { return value; });
  return result;
}

Result<Json> PythonRunner::run_in_child(const nodes::CodeCall& call, const std::string& request) {
  struct Running {
    std::atomic<std::size_t>& count;
    std::size_t before = count.fetch_add(1);
    ~Running() { --count; }
  } const running{running_};
  if (running.before >= limits::kCodeRunsMax) {
    return Error{ErrorCode::kThrottling,
                 fmt::format("More than {} InlineCode nodes run at once.", limits::kCodeRunsMax)};
  }
  if (request.size() > limits::kCodeRequestBytesMax) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The code and the inputs of Node {} take more than {} bytes.",
                             call.node, limits::kCodeRequestBytesMax)};
  }
  ASSIGN_OR_RETURN(Child child, send_to_child(request));
  auto result = receive_answer(child, call);
  if (!result) kill_child(child.pid);
  // Before the next one is sent to the parent: a socket that is closed while others are on their
  // way makes the kernel look for lost ones.
  child.socket = OpenFile();
  order_ahead();
  return result;
}

Result<Json> PythonRunner::receive_answer(const Child& child, const nodes::CodeCall& call) {
  const base::Stopwatch watch;
  const base::TimePoint due = std::min(call.deadline, clock_.now() + limits::kCodeTimeout);
  const auto give_up = [&] {
    return call.stop.stop_requested() || watch.elapsed() > limits::kCodeTimeout ||
           clock_.now() >= due;
  };
  std::string text;
  const Result<Trouble> trouble = receive_message(child.socket, text, give_up);
  if (!trouble) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The result of the code of Node {} takes more than {} bytes.",
                             call.node, limits::kDocumentBytesMax)};
  }
  if (*trouble == Trouble::kGivenUp) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The code of Node {} did not end in time.", call.node)};
  }
  if (*trouble == Trouble::kEnded) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The code of Node {} ended its process: it took too much memory or "
                             "processor time, or asked for it.",
                             call.node)};
  }
  auto answer = base::parse_json(text, "The result");
  if (!answer) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The code of Node {} failed: {}", call.node, answer.error().message)};
  }
  const Json* result = base::find_member(*answer, "result");
  if (result == nullptr) return failure_of(call.node, *answer);
  return *result;
}

Result<Json> NoCode::run(const nodes::CodeCall& call) {
  return Error{ErrorCode::kValidation,
               fmt::format("Node {} has code to run, and this server was started with "
                           "--no-inline-code.",
                           call.node)};
}

}  // namespace flows::backends
