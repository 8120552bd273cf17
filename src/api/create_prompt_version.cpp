#include <fmt/format.h>

#include "api/create_once.h"
#include "api/handlers.h"
#include "api/input.h"
#include "api/prompt_input.h"
#include "api/prompt_responses.h"
#include "store/prompt_version_store.h"

namespace flows::api {

base::Result<std::string> create_prompt_version(const ApiRequest& request, Services& services) {
  ASSIGN_OR_RETURN(const auto id, draft_target(request.input, request.operation.name));
  const auto description = optional_text_member(request.input, "description");
  const auto tags = read_tags(request.input);
  const CreateOnce once(request, fmt::format("prompt/{}", id));
  return services.db.write([&](store::WriteTxn& txn) -> base::Result<std::string> {
    const auto now = services.clock.now();
    return once.run(txn, now, [&]() -> base::Result<Created> {
      ASSIGN_OR_RETURN(const auto version,
                       store::create_prompt_version(txn, request.caller, id, description, now));
      auto resource = fmt::format("prompt/{}:{}", id, version.version);
      RETURN_IF_ERROR(store::put_tags(txn, request.caller, resource, tags));
      return Created{.resource = std::move(resource),
                     .response = prompt_response(request.caller, version)};
    });
  });
}

}  // namespace flows::api
