#include "bench/server_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <string_view>

#include "bench/connection.h"
#include "bench/failure.h"
#include "bench/machine.h"

namespace flows::bench {
namespace {

constexpr int kStartMaxMs = 20'000;

// Both forms of a list that exec takes: the strings, and the pointers to them.
class ExecList {
 public:
  void add(std::string text) { texts_.push_back(std::move(text)); }
  char** pointers() {
    pointers_.clear();
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
    return pointers_.data();
  }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

// Ours, without settings of the program. Both sides of a row find the same Python: the system's.
ExecList environment() {
  ExecList list;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (text.starts_with("FLOWS_LOCAL_") || text.starts_with("PATH=")) continue;
    list.add(std::string(text));
  }
  list.add("PATH=/usr/sbin:/usr/bin:/sbin:/bin");
  return list;
}

// In the new process; between fork and exec only the system may be called.
[[noreturn]] void become(const char* program, char** arguments, char** variables, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(output, STDOUT_FILENO);
  execve(program, arguments, variables);
  _exit(127);
}

// The first line that comes out of `pipe`, without its end.
std::string read_line(int pipe) {
  std::string line;
  while (true) {
    pollfd waiting{pipe, POLLIN, 0};
    if (::poll(&waiting, 1, kStartMaxMs) <= 0) throw Failure("the program is silent");
    std::array<char, 256> piece;
    const ssize_t bytes = ::read(pipe, piece.data(), piece.size());
    if (bytes <= 0) throw Failure("the program ended before it was ready");
    line.append(piece.data(), static_cast<std::size_t>(bytes));
    if (line.find('\n') != line.npos) return line.substr(0, line.find('\n'));
  }
}

std::uint16_t port_at_end(const std::string& line) {
  std::uint16_t port = 0;
  const char* const digits = line.data() + line.rfind(':') + 1;  // npos + 1: from the start
  const auto parsed = std::from_chars(digits, line.data() + line.size(), port);
  if (parsed.ec != std::errc()) throw Failure("the program's first line has no port: " + line);
  return port;
}

bool listens(std::uint16_t port) {
  try {
    const Connection connection(port);
    return true;
  } catch (const Failure&) {
    return false;
  }
}

}  // namespace

std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  if (socket < 0) fail_errno("opening a socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t bytes = sizeof address;
  const bool bound = ::bind(socket, generic, bytes) == 0;
  const bool known = bound && getsockname(socket, generic, &bytes) == 0;
  ::close(socket);
  if (!known) fail_errno("looking for a free port");
  return ntohs(address.sin_port);
}

ServerProcess::ServerProcess(const std::filesystem::path& program,
                             const std::vector<std::string>& arguments, int cpu) {
  const int output = start(program, arguments, cpu);
  try {
    port_ = port_at_end(read_line(output));
  } catch (const Failure& failure) {
    ::close(output);
    stop();
    throw Failure(program.string() + ": " + failure.what());
  }
  ::close(output);
}

ServerProcess::ServerProcess(const std::filesystem::path& program,
                             const std::vector<std::string>& arguments, int cpu, std::uint16_t port)
    : port_(port) {
  ::close(start(program, arguments, cpu));
  const double since = now_seconds();
  while (!listens(port)) {
    if (waitpid(process_, nullptr, WNOHANG) == process_) {
      process_ = -1;
      throw Failure(program.string() + ": it ended before it was ready");
    }
    if (now_seconds() - since > kStartMaxMs / 1000.0) {
      stop();
      throw Failure(program.string() + ": it does not listen");
    }
  }
}

// Returns the end of a pipe from which its standard output can be read.
int ServerProcess::start(const std::filesystem::path& program,
                         const std::vector<std::string>& arguments, int cpu) {
  if (::access(program.c_str(), X_OK) != 0) fail_errno(program);
  ExecList words;
  words.add(program);
  for (const std::string& argument : arguments) words.add(argument);
  ExecList variables = environment();
  char** const word_pointers = words.pointers();
  char** const variable_pointers = variables.pointers();
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail_errno("opening a pipe");
  const Cpus ours = choose_cpus();
  pin_thread(cpu);  // what starts now inherits it
  process_ = fork();
  if (process_ == 0) become(program.c_str(), word_pointers, variable_pointers, ends[1]);
  pin_thread(ours.load);
  ::close(ends[1]);
  if (process_ < 0) fail_errno("starting a process");
  return ends[0];
}

ServerProcess::~ServerProcess() { stop(); }

void ServerProcess::stop() {
  if (process_ <= 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

}  // namespace flows::bench
