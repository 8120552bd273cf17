#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace flows::bench {

// Sends one request on a connection of its own and returns the whole answer. Throws Failure.
std::string ask(std::uint16_t port, const std::string& request);

// The next request on a connection, given the last answer on it; that is empty at first. What it
// returns lives until its next call.
using NextRequest = std::function<std::string_view(std::string_view answer)>;

// Asks a server of this computer as fast as it answers. The load never sleeps: a server pays
// nothing for waking it up, however busy it is.
struct Load {
  std::uint16_t port = 0;
  int connections = 0;  // one request under way on each of them
  double seconds = 0;   // after which nothing new is asked
  int status = 0;       // that every answer must have
  NextRequest next_request;
  std::uint64_t answers_max = ~std::uint64_t{0};  // after which nothing new is asked either
};

struct LoadResult {
  std::uint64_t answers = 0;
  double seconds = 0;                 // from the first request to the last answer
  double cpu_seconds = 0;             // of the server's process in that time
  std::vector<float> latencies = {};  // seconds, of each answer
};

// Runs on the calling thread. Throws Failure for another status and for a connection that ends.
LoadResult run_load(const Load& load, int server_process);

// The same request for ever.
NextRequest always(std::string request);

// The part of `latencies` that `share` of them are not above, e.g. 0.99; reorders them.
double quantile(std::vector<float>& latencies, double share);

}  // namespace flows::bench
