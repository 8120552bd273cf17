#include "app/scratch_api.h"

#include <utility>

#include "api/flow_targets.h"
#include "app/seeder.h"
#include "base/clock.h"
#include "base/id_generator.h"
#include "base/limits.h"
#include "nodes/no_clients.h"
#include "runs/execution_runner.h"
#include "runs/recent_runs.h"
#include "runs/run_manager.h"
#include "store/database.h"

namespace flows::app {

// What handlers of the API may use, though those that create resources run nothing.
struct ScratchApi::Parts {
  Parts(std::unique_ptr<store::Database> opened_db, base::Caller caller)
      : db(std::move(opened_db)),
        runs({.flow_timeout = base::limits::kFlowTimeout}, no_clients.clients(), clock, ids),
        executions({.timeout = base::limits::kExecutionTimeout,
                    .running_per_account = base::limits::kRunningExecutionsMax,
                    .threads_max = 1},
                   runs, *db, clock),
        targets(*db, runs, store::StaleDraft::kRefused),
        api{.db = *db,
            .runs = runs,
            .targets = targets,
            .executions = executions,
            .recent_runs = recent_runs,
            .clock = clock,
            .ids = ids},
        seeder(offline::Seed({}, caller), caller, api, SeedPurpose::kRehearsing) {}

  base::SystemClock clock;
  base::RandomIds ids;
  std::unique_ptr<store::Database> db;
  nodes::NoClients no_clients;
  runs::RunManager runs;
  runs::ExecutionRunner executions;
  runs::RecentRuns recent_runs;
  api::FlowTargets targets;
  api::Services api;
  Seeder seeder;
};

ScratchApi::ScratchApi(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

ScratchApi::~ScratchApi() = default;

base::Result<std::unique_ptr<ScratchApi>> ScratchApi::open(base::Caller caller) {
  ASSIGN_OR_RETURN(auto db, store::Database::open({}));
  auto parts = std::make_unique<Parts>(std::move(db), std::move(caller));
  return std::unique_ptr<ScratchApi>(new ScratchApi(std::move(parts)));
}

base::Result<base::Json> ScratchApi::make(const offline::SeedCall& call) {
  return parts_->seeder.make(call);
}

}  // namespace flows::app
