#include "api/handlers.h"
#include "api/input.h"
#include "api/prompt_input.h"
#include "api/prompt_responses.h"
#include "model/flow.h"
#include "store/prompt_version_store.h"

namespace flows::api {

base::Result<std::string> get_prompt(const ApiRequest& request, store::ReadTxn& txn) {
  ASSIGN_OR_RETURN(const auto target, versioned_target(request.input));
  const auto parts = included_parts(request.input);
  const bool is_draft = !target.version || *target.version == model::kDraftVersion;
  ASSIGN_OR_RETURN(const auto prompt,
                   is_draft ? store::find_prompt(txn, request.caller, target.id, parts)
                            : store::find_prompt_version(txn, request.caller, target.id,
                                                         *target.version, parts));
  return prompt_response(request.caller, prompt);
}

}  // namespace flows::api
