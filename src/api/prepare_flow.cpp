#include "api/handlers.h"
#include "api/input.h"
#include "api/prompt_input.h"
#include "base/json_text.h"
#include "store/prompt_version_store.h"
#include "validate/validate.h"

namespace flows::api {
namespace {

// Returns the variants of a prompt; null if this server does not have the prompt, about which
// nothing is known then.
base::Json find_variants(const base::Caller& caller, std::string_view arn, Services& services) {
  const auto target = prompt_target({{"promptIdentifier", arn}});
  const auto prompt = services.db.read([&](store::ReadTxn& txn) {
    return target.version ? store::find_prompt_version(txn, caller, target.id, *target.version)
                          : store::find_prompt(txn, caller, target.id);
  });
  if (!prompt || !prompt->variants_json) return nullptr;
  return base::parse_json(*prompt->variants_json).value();
}

base::Result<std::vector<model::Finding>> validate_draft(const base::Caller& caller,
                                                         const model::Flow& flow,
                                                         Services& services) {
  if (!flow.definition_json) return validate::validate_missing_definition();
  ASSIGN_OR_RETURN(const auto definition, base::parse_json(*flow.definition_json));
  return validate::validate_definition(
      definition, [&](std::string_view arn) { return find_variants(caller, arn, services); });
}

}  // namespace

// AWS responds with "Preparing" and finishes a moment later. This server finishes before it sends
// the response, so that a client that does not poll gets a prepared flow.
base::Result<std::string> prepare_flow(const ApiRequest& request, Services& services) {
  const auto id = flow_id(request.input);
  // Validation takes too long for a transaction. If the draft is replaced meanwhile, the findings
  // do not concern the new one, so the loop prepares that; each further turn means that another
  // update succeeded.
  bool is_stored = false;
  while (!is_stored) {
    ASSIGN_OR_RETURN(const auto flow, services.db.read([&](store::ReadTxn& txn) {
      return store::find_flow(txn, request.caller, id);
    }));
    ASSIGN_OR_RETURN(const auto findings, validate_draft(request.caller, flow, services));
    ASSIGN_OR_RETURN(is_stored, services.db.write([&](store::WriteTxn& txn) {
      return store::finish_preparation(txn, request.caller, id, flow.revision,
                                       !model::has_error(findings), model::to_json_text(findings));
    }));
  }
  return base::ObjectText().string("id", id).string("status", model::kPreparing).finish();
}

}  // namespace flows::api
