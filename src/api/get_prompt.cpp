#include "api/handlers.h"
#include "api/input.h"
#include "api/prompt_answers.h"
#include "api/prompt_input.h"
#include "model/flow.h"
#include "store/prompt_version_store.h"

namespace flows::api {

base::Result<std::string> get_prompt(const ApiRequest& request, Services& services) {
  const auto target = prompt_target(request.input);
  // The query says it more clearly than the end of an ARN.
  const auto asked = optional_text_member(request.input, "promptVersion");
  const auto version = asked ? asked : target.version;
  const auto parts = included_parts(request.input);
  return services.db.read_here([&](store::ReadTxn& txn) -> base::Result<std::string> {
    ASSIGN_OR_RETURN(
        const auto prompt,
        version.value_or(std::string(model::kDraftVersion)) == model::kDraftVersion
            ? store::find_prompt(txn, request.caller, target.id, parts)
            : store::find_prompt_version(txn, request.caller, target.id, *version, parts));
    return prompt_answer(request.caller, prompt);
  });
}

}  // namespace flows::api
