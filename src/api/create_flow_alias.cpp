#include <fmt/format.h>

#include "api/create_once.h"
#include "api/flow_responses.h"
#include "api/handlers.h"
#include "api/input.h"
#include "store/flow_alias_store.h"

namespace flows::api {

base::Result<std::string> create_flow_alias(const ApiRequest& request, Services& services) {
  const auto wanted = read_alias(request.input);
  const auto tags = read_tags(request.input);
  const CreateOnce once(request, fmt::format("flow/{}", wanted.flow_id));
  return services.db.write([&](store::WriteTxn& txn) -> base::Result<std::string> {
    const auto now = services.clock.now();
    return once.run(txn, now, [&]() -> base::Result<Created> {
      auto alias = wanted;
      alias.id = services.ids.next(base::IdKind::kAlias);
      alias.created_at = now;
      alias.updated_at = now;
      RETURN_IF_ERROR(store::create_flow_alias(txn, request.caller, alias));
      auto resource = fmt::format("flow/{}/alias/{}", alias.flow_id, alias.id);
      RETURN_IF_ERROR(store::put_tags(txn, request.caller, resource, tags));
      return Created{.resource = std::move(resource),
                     .response = flow_alias_response(request.caller, alias)};
    });
  });
}

}  // namespace flows::api
