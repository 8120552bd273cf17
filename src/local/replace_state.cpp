#include "local/replace_state.h"

#include "runs/execution_runner.h"
#include "store/clock_store.h"

namespace flows::local {

base::Result<void> replace_state(Services& services,
                                 const std::function<base::Result<void>()>& change) {
  const auto held = services.db.lock_state_exclusive();
  return services.executions.while_none_runs([&]() -> base::Result<void> {
    RETURN_IF_ERROR(change());
    ASSIGN_OR_RETURN(const auto clock,
                     services.db.read([](store::ReadTxn& txn) { return store::find_clock(txn); }));
    services.movable_clock.set(clock);
    return {};
  });
}

}  // namespace flows::local
