#include <fmt/format.h>

#include "api/create_once.h"
#include "api/flow_responses.h"
#include "api/handlers.h"
#include "api/input.h"

namespace flows::api {

base::Result<std::string> create_flow_version(const ApiRequest& request, Services& services) {
  const auto id = flow_id(request.input);
  const auto description = optional_text_member(request.input, "description");
  const CreateOnce once(request, fmt::format("flow/{}", id));
  return services.db.write([&](store::WriteTxn& txn) -> base::Result<std::string> {
    const auto now = services.clock.now();
    return once.run(txn, now, [&]() -> base::Result<Created> {
      ASSIGN_OR_RETURN(const auto version,
                       store::create_flow_version(txn, request.caller, id, description, now));
      return Created{.resource = fmt::format("flow/{}/version/{}", id, version.version),
                     .response = flow_version_response(request.caller, version)};
    });
  });
}

}  // namespace flows::api
