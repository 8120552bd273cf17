#include "backends/python_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

#include <array>

namespace flows::backends {

OpenFile above_python_socket(const OpenFile& socket) {
  return OpenFile(socket ? fcntl(socket.number(), F_DUPFD_CLOEXEC, kPythonSocket + 1) : -1);
}

int start_python(const char* program, std::vector<std::string> arguments, const OpenFile& socket,
                 pid_t& pid) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int standard : {0, 1, 2}) {
    posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0);
  }
  posix_spawn_file_actions_adddup2(&actions, socket.number(), kPythonSocket);
  // Signals that this program blocks must not be blocked in the process.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  std::vector<std::string> texts = {"python3", "-I", "-S", "-B", "-c", program};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  std::string language = "LANG=C.UTF-8";
  std::array<char*, 2> environment{language.data(), nullptr};
  const int failure =
      posix_spawnp(&pid, "python3", &actions, &attributes, pointers.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failure;
}

}  // namespace flows::backends
