#include "base/thread.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"

namespace flows::base {
namespace {

std::string text_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "something that is no exception";
  }
}

// Logging may fail as well, for example because it needs memory and none is left.
void log_failure(std::string_view name, std::string_view what) noexcept {
  try {
    log(LogLevel::kError, "an exception interrupted this work and was caught",
        {{"work", name}, {"what", what}});
  } catch (...) {
    return;
  }
}

// Waits, so that work that fails forever does not use up a processor.
void pause(const std::stop_token& stop) noexcept {
  try {
    SystemClock clock;
    clock.sleep_until(clock.now() + limits::kThreadRestartPause, stop);
  } catch (...) {
    return;
  }
}

void work_until_done(const std::string& name,
                     const std::function<void(const std::stop_token&)>& work,
                     const std::stop_token& stop) noexcept {
  std::string last_failure;
  while (true) {
    try {
      work(stop);
      return;
    } catch (...) {
      try {
        std::string failure = text_of(std::current_exception());
        if (failure == last_failure) {
          pause(stop);
        } else {
          log_failure(name, failure);
        }
        last_failure = std::move(failure);
      } catch (...) {
        log_failure(name, "no memory is left to say what was thrown");
        pause(stop);
      }
      if (stop.stop_requested()) return;
    }
  }
}

}  // namespace

bool run_guarded(std::string_view name, const std::function<void()>& work) noexcept {
  try {
    work();
    return true;
  } catch (const std::exception& exception) {
    log_failure(name, exception.what());
  } catch (...) {
    log_failure(name, "something that is no exception");
  }
  return false;
}

std::size_t processor_count() {
  return std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

Thread::Thread(std::string name, std::function<void(const std::stop_token&)> work)
    : thread_([name = std::move(name), work = std::move(work)](const std::stop_token& stop) {
        work_until_done(name, work, stop);
      }) {}

Thread::~Thread() {
  request_stop();
  join();
}

void Thread::join() {
  if (thread_.joinable()) thread_.join();
}

}  // namespace flows::base
