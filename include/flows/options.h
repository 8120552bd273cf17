#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flows {

// How an emulator is set up: the flags of `serve`, and their defaults. See `bedrock-flows-local
// serve --help`.
struct Options {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8484;  // 0 takes a free one

  std::string db;          // path of the SQLite file; made, with its folders, where it is missing
  bool in_memory = false;  // then `db` is not used, and nothing is written to disk

  std::optional<std::string> backends = {};  // path of the backends document
  bool strict = false;                       // a call that no rule serves is an error

  // Files and folders of flows and prompts that are created, where absent, before the emulator is
  // ready.
  std::vector<std::string> seeds = {};

  // Path of a file with access keys and secrets, as AWS's tools have it; with it every request to
  // AWS's operations must be signed by one of them.
  std::optional<std::string> credentials = {};

  std::string account = "123456789012";  // of callers whose access key is not itself twelve digits
  std::string region = "us-east-1";      // of unsigned requests

  // Whether a loop ends once its continueCondition is true; else it goes on while that is true.
  bool loops_end_when_true = false;

  // Whether what an answer has told survives a power cut too, not only a killed process.
  bool synchronous_full = false;

  bool inline_code = true;  // else InlineCode nodes fail instead of running Python

  // What follows has a built-in value where it is absent.
  std::optional<std::chrono::nanoseconds> flow_timeout = {};       // limit of one InvokeFlow
  std::optional<std::chrono::nanoseconds> execution_timeout = {};  // limit of one execution
  std::optional<std::size_t> max_running_flows = {};
  std::optional<std::size_t> flows_per_account = {};       // quota of each account and region
  std::optional<std::size_t> prompts_per_account = {};     // the same
  std::optional<std::size_t> executions_per_account = {};  // that run at once
  std::optional<std::size_t> workers = {};                 // threads for API calls that may block

  std::vector<std::string> allow_hosts = {};   // more Host names that browsers may use
  std::vector<std::string> cors_origins = {};  // origins whose pages may call the API

  // Limits on time that no flag changes; absent: the built-in ones.
  std::optional<std::chrono::milliseconds> request_timeout = {};  // first byte to whole request
  std::optional<std::chrono::milliseconds> idle_timeout = {};     // between requests
  std::optional<std::chrono::milliseconds> write_timeout = {};    // a client that reads nothing
};

}  // namespace flows
