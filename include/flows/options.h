#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flows {

// How an emulator is set up: the flags of `serve`, and their defaults. See `bedrock-flows-local serve --help`.
struct Options {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8484;  // 0 takes a free one

  std::string db;          // path of the SQLite file; made, with its folders, where it is missing
  bool in_memory = false;  // then `db` is not used, and nothing is written to disk

  std::optional<std::string> backends = {};  // path of the backends document
  bool strict = false;                       // a call that no rule serves is an error

  std::string account = "123456789012";  // of callers whose access key is not itself twelve digits
  std::string region = "us-east-1";      // of unsigned requests

  std::chrono::nanoseconds flow_timeout = std::chrono::hours(1);  // of one InvokeFlow
  std::size_t max_running_flows = 1024;
  std::size_t workers = 0;  // threads for API calls that may block; 0: number of cores

  std::vector<std::string> allow_hosts = {};   // Host names under which browsers may reach the server
  std::vector<std::string> cors_origins = {};  // origins whose pages may call the API

  // Limits on time that no flag changes.
  std::chrono::milliseconds request_timeout = std::chrono::seconds(60);  // from first byte to whole request
  std::chrono::milliseconds idle_timeout = std::chrono::seconds(900);    // between requests
  std::chrono::milliseconds write_timeout = std::chrono::seconds(900);   // a client that reads nothing
};

}  // namespace flows
