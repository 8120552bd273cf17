#include <fmt/format.h>

#include "api/create_once.h"
#include "api/flow_responses.h"
#include "api/handlers.h"
#include "api/input.h"

namespace flows::api {

base::Result<std::string> create_flow(const ApiRequest& request, Services& services) {
  ASSIGN_OR_RETURN(const auto draft, read_draft(request.input));
  const auto tags = read_tags(request.input);
  const CreateOnce once(request, "");
  return services.db.write([&](store::WriteTxn& txn) -> base::Result<std::string> {
    const auto now = services.clock.now();
    return once.run(txn, now, [&]() -> base::Result<Created> {
      ASSIGN_OR_RETURN(
          const auto flow,
          store::create_flow(txn, request.caller, services.ids.next(base::IdKind::kFlow), draft,
                             now, services.quotas.flows_per_account));
      auto resource = fmt::format("flow/{}", flow.id);
      RETURN_IF_ERROR(store::put_tags(txn, request.caller, resource, tags));
      return Created{.resource = std::move(resource),
                     .response = flow_response(request.caller, flow)};
    });
  });
}

}  // namespace flows::api
