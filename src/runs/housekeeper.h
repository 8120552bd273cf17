#pragma once

#include <optional>

#include "base/clock.h"
#include "base/thread.h"
#include "store/database.h"

namespace flows::runs {

// Removes asynchronous executions limits::kExecutionLifetime after they ended, and those whose flow
// was deleted. It works in the background, with a few rows in each commit, until it is destroyed;
// an exception of the database or the clock does not end it.
class Housekeeper {
 public:
  // `db` and `clock` must outlive it.
  Housekeeper(store::Database& db, base::Clock& clock);

 private:
  void work(const std::stop_token& stop);
  base::Result<bool> remove_some();
  std::optional<base::TimePoint> next_due();

  store::Database& db_;
  base::Clock& clock_;
  base::Thread thread_;  // the last member, because it uses the others
};

}  // namespace flows::runs
