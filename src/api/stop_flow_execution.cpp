#include "api/execution_name.h"
#include "api/handlers.h"
#include "base/json_text.h"
#include "runs/execution_runner.h"
#include "store/execution_store.h"

namespace flows::api {

base::Result<std::string> stop_flow_execution(const ApiRequest& request, Services& services) {
  ASSIGN_OR_RETURN(const auto name, execution_name(request.input));
  ASSIGN_OR_RETURN(const std::int64_t id, services.db.write([&](store::WriteTxn& txn) {
    return store::abort_execution(txn, request.caller, name, services.clock.now());
  }));
  services.executions.stop(id);
  return base::ObjectText()
      .string("executionArn", model::flow_execution_arn(request.caller, name))
      .string("status", model::kExecutionAborted)
      .finish();
}

}  // namespace flows::api
