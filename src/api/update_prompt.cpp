#include "api/handlers.h"
#include "api/prompt_input.h"
#include "api/prompt_responses.h"

namespace flows::api {

base::Result<std::string> update_prompt(const ApiRequest& request, Services& services) {
  ASSIGN_OR_RETURN(const auto id, draft_target(request.input, request.operation.name));
  ASSIGN_OR_RETURN(const auto draft, read_prompt_draft(request.input));
  return services.db.write([&](store::WriteTxn& txn) -> base::Result<std::string> {
    ASSIGN_OR_RETURN(const auto prompt, store::replace_prompt_draft(txn, request.caller, id, draft,
                                                                    services.clock.now()));
    return prompt_response(request.caller, prompt);
  });
}

}  // namespace flows::api
