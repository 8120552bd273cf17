#include <fmt/format.h>

#include "api/create_once.h"
#include "api/handlers.h"
#include "api/input.h"
#include "api/prompt_input.h"
#include "api/prompt_responses.h"

namespace flows::api {

base::Result<std::string> create_prompt(const ApiRequest& request, Services& services) {
  ASSIGN_OR_RETURN(const auto draft, read_prompt_draft(request.input));
  const auto tags = read_tags(request.input);
  const CreateOnce once(request, "");
  return services.db.write([&](store::WriteTxn& txn) -> base::Result<std::string> {
    const auto now = services.clock.now();
    return once.run(txn, now, [&]() -> base::Result<Created> {
      ASSIGN_OR_RETURN(
          const auto prompt,
          store::create_prompt(txn, request.caller, services.ids.next(base::IdKind::kPrompt), draft,
                               now, services.quotas.prompts_per_account));
      auto resource = fmt::format("prompt/{}", prompt.id);
      RETURN_IF_ERROR(store::put_tags(txn, request.caller, resource, tags));
      return Created{.resource = std::move(resource),
                     .response = prompt_response(request.caller, prompt)};
    });
  });
}

}  // namespace flows::api
