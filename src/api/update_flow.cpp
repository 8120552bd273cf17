#include "api/flow_responses.h"
#include "api/handlers.h"
#include "api/input.h"

namespace flows::api {

base::Result<std::string> update_flow(const ApiRequest& request, Services& services) {
  ASSIGN_OR_RETURN(const auto draft, read_draft(request.input));
  return services.db.write([&](store::WriteTxn& txn) -> base::Result<std::string> {
    ASSIGN_OR_RETURN(const auto flow,
                     store::replace_draft(txn, request.caller, flow_id(request.input), draft,
                                          services.clock.now()));
    return flow_response(request.caller, flow);
  });
}

}  // namespace flows::api
