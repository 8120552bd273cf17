#include "api/execution_name.h"
#include "api/handlers.h"
#include "store/execution_store.h"
#include "views/flow_execution_text.h"

namespace flows::api {

base::Result<std::string> get_flow_execution(const ApiRequest& request, store::ReadTxn& txn) {
  ASSIGN_OR_RETURN(const auto name, execution_name(request.input));
  ASSIGN_OR_RETURN(const auto execution, store::find_execution(txn, request.caller, name));
  return views::flow_execution_text(request.caller, execution);
}

}  // namespace flows::api
