#pragma once

#include <sys/types.h>

#include <chrono>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "backends/python_messages.h"
#include "base/clock.h"
#include "base/result.h"

namespace flows::backends {

// One warm Python process, see python/worker.py, which forks a child for each run, some of them in
// advance. Each start of Python is a separate object, which its runs share: a run that failed on
// one object can neither stop nor reach another. The process and all of its children are killed
// when the last run releases the object. Threads: any.
class PythonParent {
 public:
  // Starts Python. If no child is ready within `silence_max` of being asked for, the process counts
  // as unusable. Errors: kDependencyFailed if there is no Python, or no folder or socket for it.
  static base::Result<std::shared_ptr<PythonParent>> start(std::chrono::seconds silence_max);

  ~PythonParent();
  PythonParent(const PythonParent&) = delete;
  PythonParent& operator=(const PythonParent&) = delete;

  // Returns the socket of a child that no other run has, forked in advance if there is one. Errors:
  // kDependencyFailed if the process cannot be asked for a child.
  base::Result<OpenFile> take_child();

  // Notes that a child was ready for its run.
  void child_was_ready();

  // Asks for children until enough of them wait for a run.
  void order_ahead();

  // Kills that child, if it is still a child of this process.
  void kill_child(pid_t child);

  // Returns whether the process has ended. Its children end with it.
  [[nodiscard]] bool has_ended();

  // Makes the process unusable for new runs; runs that have their child are not affected.
  void retire();

  // Returns whether the process can be asked for children: it has not ended, was not retired, and
  // took all messages.
  [[nodiscard]] bool is_usable();

 private:
  PythonParent(pid_t pid, OpenFile control, std::filesystem::path folder,
               std::chrono::seconds silence_max)
      : pid_(pid),
        folder_(std::move(folder)),
        silence_max_(silence_max),
        control_(std::move(control)) {}

  base::Result<void> order_child();       // requires mutex_
  [[nodiscard]] bool has_ended_locked();  // requires mutex_

  const pid_t pid_;
  const std::filesystem::path folder_;
  const std::chrono::seconds silence_max_;
  std::mutex mutex_;  // guards what follows
  OpenFile control_;
  std::deque<OpenFile> ready_;              // sockets of children that were requested in advance
  std::optional<base::Stopwatch> silence_;  // since a child was asked for and none was ready
  bool retired_ = false;
  bool reaped_ = false;  // pid_ may belong to another process by now
};

// Returns the failure of a run for which Python, not the run's code, is responsible.
base::Error python_failed(std::string message);

}  // namespace flows::backends
