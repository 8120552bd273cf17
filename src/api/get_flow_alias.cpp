#include "api/flow_responses.h"
#include "api/handlers.h"
#include "api/input.h"
#include "store/flow_alias_store.h"

namespace flows::api {

base::Result<std::string> get_flow_alias(const ApiRequest& request, store::ReadTxn& txn) {
  const auto flow = flow_id(request.input);
  ASSIGN_OR_RETURN(const auto id, alias_id(flow, text_member(request.input, "aliasIdentifier")));
  ASSIGN_OR_RETURN(const auto alias, store::find_flow_alias(txn, request.caller, flow, id));
  return flow_alias_response(request.caller, alias);
}

}  // namespace flows::api
