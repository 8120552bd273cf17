#include "api/flow_responses.h"
#include "api/handlers.h"
#include "api/input.h"

namespace flows::api {

base::Result<std::string> get_flow_version(const ApiRequest& request, store::ReadTxn& txn) {
  ASSIGN_OR_RETURN(const auto version,
                   store::find_flow_version(txn, request.caller, flow_id(request.input),
                                            text_member(request.input, "flowVersion"),
                                            included_parts(request.input)));
  return flow_version_response(request.caller, version);
}

}  // namespace flows::api
