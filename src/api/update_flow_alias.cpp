#include "api/flow_responses.h"
#include "api/handlers.h"
#include "api/input.h"
#include "store/flow_alias_store.h"

namespace flows::api {
namespace {

// The test alias always routes to the draft; its concurrency and its description may change.
base::Result<void> check_test_alias(const model::FlowAlias& alias) {
  if (alias.flow_version == model::kDraftVersion && alias.name == model::kTestAliasId) return {};
  return base::Error{base::ErrorCode::kValidation,
                     "The test alias TSTALIASID keeps its name and routes to DRAFT; only its "
                     "description and its concurrency configuration can be changed."};
}

}  // namespace

base::Result<std::string> update_flow_alias(const ApiRequest& request, Services& services) {
  auto alias = read_alias(request.input);
  ASSIGN_OR_RETURN(alias.id,
                   alias_id(alias.flow_id, text_member(request.input, "aliasIdentifier")));
  if (alias.id == model::kTestAliasId) RETURN_IF_ERROR(check_test_alias(alias));
  return services.db.write([&](store::WriteTxn& txn) -> base::Result<std::string> {
    alias.updated_at = services.clock.now();
    ASSIGN_OR_RETURN(const auto updated, store::replace_flow_alias(txn, request.caller, alias));
    return flow_alias_response(request.caller, updated);
  });
}

}  // namespace flows::api
