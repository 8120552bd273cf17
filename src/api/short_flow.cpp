#include "api/flow_targets.h"
#include "api/handlers.h"
#include "api/input.h"
#include "api/serve.h"

namespace flows::api {

bool runs_short_flow(const Call& call, const wire::Request& /*request*/, const base::Caller& caller,
                     Services& services) {
  const std::string_view flow = flow_id_of(call.labels.at("flowIdentifier"));
  const auto alias = alias_id(flow, call.labels.at("flowAliasIdentifier"));
  if (!alias) return false;
  const auto target = services.targets.find_here(caller, flow, *alias, call.operation->name);
  return target != nullptr && target->flow->is_short();
}

}  // namespace flows::api
