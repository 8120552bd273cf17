#include "api/flow_responses.h"
#include "api/handlers.h"
#include "api/input.h"

namespace flows::api {

base::Result<std::string> get_flow(const ApiRequest& request, store::ReadTxn& txn) {
  ASSIGN_OR_RETURN(const auto flow, store::find_flow(txn, request.caller, flow_id(request.input),
                                                     included_parts(request.input)));
  return flow_response(request.caller, flow);
}

}  // namespace flows::api
