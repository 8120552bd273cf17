#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flows {

// The settings of an emulator: the flags of `serve`, and their defaults. See `bedrock-flows-local
// serve --help`.
struct Options {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8484;  // 0 means any free port

  std::string db;  // path of the SQLite file, which is created with its folders if it is missing
  bool in_memory = false;  // if true, `db` is not used and nothing is written to disk

  std::optional<std::string> backends = {};  // path of the backends document
  bool strict = false;                       // a call that no rule serves is an error

  // Files and folders with flows and prompts. Those that do not exist are created before the
  // emulator is ready.
  std::vector<std::string> seeds = {};

  // The path of a folder whose files <bucket>/<key> stand for the objects in S3 that templates
  // among the seeds name. If it is absent, what needs such an object is not created.
  std::optional<std::string> s3_root = {};

  // The path of a file with access keys and secrets, in the form that AWS's tools use. If it is
  // set, every request to AWS's operations must be signed with one of them.
  std::optional<std::string> credentials = {};

  std::string account = "123456789012";  // for callers whose access key is not twelve digits
  std::string region = "us-east-1";      // for unsigned requests

  // Whether a loop ends once its continueCondition is true. If false, it goes on while that is
  // true.
  bool loops_end_when_true = false;

  // Whether the test alias runs the prepared draft from before while the draft was changed and not
  // prepared again. If false, that is an error.
  bool run_stale_draft = false;

  // Whether the effects of a successful call survive a power cut too, and not only a killed
  // process.
  bool synchronous_full = false;

  bool inline_code = true;  // if false, InlineCode nodes fail and do not run Python

  // The members below have a built-in value if they are absent.
  std::optional<std::chrono::nanoseconds> flow_timeout = {};       // limit of one InvokeFlow
  std::optional<std::chrono::nanoseconds> execution_timeout = {};  // limit of one execution
  std::optional<std::size_t> max_running_flows = {};
  std::optional<std::size_t> flows_per_account = {};       // the quota of each account and region
  std::optional<std::size_t> prompts_per_account = {};     // the same for prompts
  std::optional<std::size_t> executions_per_account = {};  // executions that run at once
  std::optional<std::size_t> workers = {};                 // threads for API calls that may block

  bool tls = false;  // also speak TLS, with a certificate that is made
  std::optional<std::string> tls_certificate = {};  // a file in PEM instead; requires the key
  std::optional<std::string> tls_key = {};
  std::vector<std::string> allow_hosts = {};   // more Host names of the server
  std::vector<std::string> cors_origins = {};  // origins whose pages may call the API

  // Time limits that no flag changes. If absent, the built-in ones apply.
  std::optional<std::chrono::milliseconds> request_timeout =
      {};  // from the first byte to the whole request
  std::optional<std::chrono::milliseconds> idle_timeout = {};   // between requests
  std::optional<std::chrono::milliseconds> write_timeout = {};  // for a client that reads nothing
};

}  // namespace flows
