#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "backends/call_journal.h"
#include "backends/python_messages.h"
#include "backends/python_parent.h"
#include "base/clock.h"
#include "nodes/clients.h"

namespace flows::backends {

// Runs the code of InlineCode nodes in Python processes, see python/worker.py: a warm parent,
// started with the first run, forks the child of each run in advance, and the operating system
// isolates it. Restrictions that the kernel cannot impose on a child are logged once. A run whose
// parent dies is tried once more on a new one. Threads: any; a run blocks its caller.
class PythonRunner final : public nodes::CodeRunner {
 public:
  // `clock` and `calls` must outlive it. Time limits apply to `clock` and to the computer's clock;
  // `calls` receives an entry for each run. A process that is not ready within `start_timeout` of
  // the computer's clock is replaced.
  PythonRunner(const base::Clock& clock, CallJournal& calls,
               std::chrono::seconds start_timeout = kStartTimeout)
      : clock_(clock), calls_(calls), start_timeout_(start_timeout) {}
  PythonRunner(const PythonRunner&) = delete;
  PythonRunner& operator=(const PythonRunner&) = delete;

  // Runs the code and returns its result. Errors: kValidation if the code fails, ends its process,
  // takes longer than limits::kCodeTimeout or than the call's deadline, is stopped, or returns
  // something that is not JSON or is larger than limits::kDocumentBytesMax; kThrottling if
  // limits::kConcurrentCodeRunsMax others run; kDependencyFailed if there is no Python, or no
  // process for the run.
  base::Result<base::Json> run(const nodes::CodeCall& call) override;

 private:
  // Enough for an interpreter on a busy computer.
  static constexpr std::chrono::seconds kStartTimeout{20};

  // A child to which a run was sent.
  struct Child {
    std::shared_ptr<PythonParent> parent;
    OpenFile socket;
    pid_t pid = 0;
  };

  base::Result<base::Json> run_in_child(const nodes::CodeCall& call, const std::string& request);

  // Returns the parent that new runs use, and starts Python if there is none. Errors:
  // kDependencyFailed.
  base::Result<std::shared_ptr<PythonParent>> usable_parent();

  // Why a run could not be given to a child, and may be tried again.
  struct TryAgain {
    std::string why;
  };
  using Attempt = std::variant<Child, TryAgain>;

  // Sends the request to a child. Errors: kDependencyFailed; kValidation if the run is stopped or
  // its time is over before its code has begun.
  base::Result<Attempt> send_to_child(const nodes::CodeCall& call, const std::string& request);

  // Waits for the child's result. Returns nullopt if the child ended because its parent did.
  // Errors: kValidation.
  base::Result<std::optional<base::Json>> receive_result(const Child& child,
                                                         const nodes::CodeCall& call);
  void log_missing(const base::Json& missing);

  const base::Clock& clock_;
  CallJournal& calls_;
  const std::chrono::seconds start_timeout_;
  std::atomic<std::size_t> running_{0};
  std::atomic<bool> logged_missing_{false};
  std::mutex mutex_;  // guards what follows
  std::shared_ptr<PythonParent> parent_;
};

// Refuses all code, as `--no-inline-code` demands.
class NoCode final : public nodes::CodeRunner {
 public:
  base::Result<base::Json> run(const nodes::CodeCall& call) override;
};

}  // namespace flows::backends
