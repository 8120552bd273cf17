#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace flows::bench {

// A server of this computer, running in a process of its own on one CPU and killed at the end.
//
// The program prints one line that ends in ":PORT" when it is ready. It does not see our
// FLOWS_LOCAL_ variables.
class ServerProcess {
 public:
  // Returns when the line is there. Throws Failure: the program cannot be run, ends, or is silent.
  ServerProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                int cpu);

  // One that prints nothing: returns when it listens at `port`.
  ServerProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                int cpu, std::uint16_t port);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  pid_t process() const { return process_; }
  std::uint16_t port() const { return port_; }

 private:
  int start(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            int cpu);
  void stop();

  pid_t process_ = -1;
  std::uint16_t port_ = 0;
};

// A port of this computer that nobody listens at.
std::uint16_t free_port();

}  // namespace flows::bench
