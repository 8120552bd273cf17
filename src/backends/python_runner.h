#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "backends/call_journal.h"
#include "base/clock.h"
#include "nodes/clients.h"

namespace flows::backends {

// An open file that is closed with its owner.
class OpenFile {
 public:
  OpenFile() = default;
  explicit OpenFile(int number) : number_(number) {}
  OpenFile(OpenFile&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  OpenFile& operator=(OpenFile&& other) noexcept;
  ~OpenFile();

  [[nodiscard]] int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

// Runs the code of InlineCode nodes in Python processes, see python/worker.py: a warm parent,
// started with the first run, forks a child for each run ahead of it, which the operating system
// shuts in. What the kernel cannot take away from a child is logged once. Threads: any; a run
// blocks its caller. What is running when this is destroyed is killed.
class PythonRunner final : public nodes::CodeRunner {
 public:
  // Both must outlive it. Time limits hold on `clock` and on the computer's clock; `calls` gets an
  // entry for each run.
  PythonRunner(const base::Clock& clock, CallJournal& calls) : clock_(clock), calls_(calls) {}
  ~PythonRunner() override;
  PythonRunner(const PythonRunner&) = delete;
  PythonRunner& operator=(const PythonRunner&) = delete;

  // Errors: kValidation where the code fails, ends its process, takes longer than
  // limits::kCodeTimeout, or gives what is no JSON or larger than limits::kDocumentBytesMax;
  // kThrottling where limits::kCodeRunsMax others run; kDependencyFailed where there is no Python.
  base::Result<base::Json> run(const nodes::CodeCall& call) override;

 private:
  // A child that has its run.
  struct Child {
    OpenFile socket;
    pid_t pid = 0;
  };

  base::Result<base::Json> run_in_child(const nodes::CodeCall& call, const std::string& request);
  // Errors: kDependencyFailed.
  base::Result<Child> send_to_child(const std::string& request);
  base::Result<OpenFile> take_socket();  // locks mutex_
  void order_ahead();                    // locks mutex_
  base::Result<void> start();            // requires mutex_
  base::Result<void> order_child();      // requires mutex_
  void stop();                           // requires mutex_
  void kill_child(pid_t pid);
  base::Result<base::Json> receive_answer(const Child& child, const nodes::CodeCall& call);

  const base::Clock& clock_;
  CallJournal& calls_;
  std::atomic<std::size_t> running_{0};
  std::mutex mutex_;  // guards what follows
  pid_t parent_ = 0;  // 0: not started
  OpenFile control_;
  std::filesystem::path folder_;
  std::deque<OpenFile> ready_;  // sockets of children that were forked ahead
  bool told_what_is_missing_ = false;
};

// Refuses all code: what `--no-inline-code` asks for.
class NoCode final : public nodes::CodeRunner {
 public:
  base::Result<base::Json> run(const nodes::CodeCall& call) override;
};

}  // namespace flows::backends
