#include "api/handlers.h"
#include "api/input.h"
#include "base/json_text.h"
#include "runs/execution_runner.h"
#include "store/execution_store.h"

namespace flows::api {

base::Result<std::string> delete_flow(const ApiRequest& request, Services& services) {
  using Ids = std::vector<std::int64_t>;
  const auto id = flow_id(request.input);
  ASSIGN_OR_RETURN(
      const Ids running, services.db.write([&](store::WriteTxn& txn) -> base::Result<Ids> {
        Ids executions = store::list_running_executions(txn, request.caller, id);
        RETURN_IF_ERROR(store::delete_flow(txn, request.caller, id, in_use_check(request.input)));
        return executions;
      }));
  for (const std::int64_t execution : running) services.executions.stop(execution);
  return base::ObjectText().string("id", id).finish();
}

}  // namespace flows::api
