#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace flows::bench {

// Sends one request on a connection of its own and returns the whole answer. Throws Failure.
std::string ask(std::uint16_t port, const std::string& request);

// Asks a server of this computer as fast as it answers.
struct Load {
  std::uint16_t port = 0;
  int connections = 0;  // one request under way on each of them
  double seconds = 0;   // after which nothing new is asked
  int status = 0;       // that every answer must have
  std::function<std::string()> next_request;
};

struct LoadResult {
  std::uint64_t answers = 0;
  double seconds = 0;      // from the first request to the last answer
  double cpu_seconds = 0;  // of `server` in that time
};

// Runs on the calling thread. Throws Failure for another status and for a connection that ends.
LoadResult run_load(const Load& load, int server_process);

}  // namespace flows::bench
