#include "api/handlers.h"
#include "api/input.h"
#include "base/json_text.h"
#include "store/flow_alias_store.h"

namespace flows::api {

base::Result<std::string> delete_flow_alias(const ApiRequest& request, Services& services) {
  const auto flow = flow_id(request.input);
  ASSIGN_OR_RETURN(const auto alias, alias_id(flow, text_member(request.input, "aliasIdentifier")));
  if (alias == model::kTestAliasId) {
    return base::Error{base::ErrorCode::kValidation,
                       "The test alias TSTALIASID belongs to its flow and can't be deleted."};
  }
  RETURN_IF_ERROR(services.db.write([&](store::WriteTxn& txn) {
    return store::delete_flow_alias(txn, request.caller, flow, alias);
  }));
  return base::ObjectText().string("flowId", flow).string("id", alias).finish();
}

}  // namespace flows::api
