#include "base/clock.h"

#include <condition_variable>
#include <mutex>

namespace flows::base {

TimePoint SystemClock::now() const {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

bool SystemClock::sleep_until(TimePoint deadline, std::stop_token stop) {
  // A condition variable of its own: nobody notifies it, only the time or the stop token ends the
  // wait.
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_until(lock, stop, deadline, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace flows::base
