#pragma once

#include <optional>

#include "base/clock.h"
#include "base/thread.h"
#include "store/database.h"

namespace flows::runs {

// Removes asynchronous executions limits::kExecutionLifetime after they ended, and what is left of
// those whose flow is gone: in the background, a little in each commit. Works until it is
// destroyed, whatever a database or a clock that fails throws.
class Housekeeper {
 public:
  // Both must outlive it.
  Housekeeper(store::Database& db, base::Clock& clock);

 private:
  void work(const std::stop_token& stop);
  base::Result<bool> remove_some();
  std::optional<base::TimePoint> next_due();

  store::Database& db_;
  base::Clock& clock_;
  base::Thread thread_;  // last: it uses the members above
};

}  // namespace flows::runs
