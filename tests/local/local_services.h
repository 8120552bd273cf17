#pragma once

#include <memory>
#include <mutex>
#include <stop_token>

#include "local/route.h"
#include "runs/execution_runner.h"
#include "runs/recent_runs.h"
#include "store/snapshots.h"

namespace flows::local {

// The services of the routes under /_local, on a database and runs that a test has. What it refers
// to must outlive it.
struct LocalServices {
  LocalServices(store::Database& db, base::Clock& clock, runs::ExecutionRunner& executions,
                runs::RecentRuns& recent_runs)
      : backends(*backends::Backends::open({}, movable_clock, calls)),
        snapshots(db),
        services{.db = db,
                 .backends = *backends,
                 .journal = journal,
                 .calls = calls,
                 .clock = clock,
                 .movable_clock = movable_clock,
                 .started_at = clock.now(),
                 .snapshots = snapshots,
                 .executions = executions,
                 .recent_runs = recent_runs,
                 .replacing = replacing,
                 .apply_seeds =
                     [this] {
                       ++seeded;
                       return seeding;
                     },
                 .stopping = stop.get_token()} {}

  base::OffsetClock movable_clock;
  backends::CallJournal calls;
  std::unique_ptr<backends::Backends> backends;
  RequestJournal journal;
  store::Snapshots snapshots;
  std::mutex replacing;
  std::stop_source stop;
  int seeded = 0;                   // how often the seeds were applied
  base::Result<void> seeding = {};  // what applying them returns
  Services services;                // last: it refers to the members above
};

}  // namespace flows::local
