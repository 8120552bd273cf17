#include <fmt/format.h>

#include "api/create_once.h"
#include "api/flow_answers.h"
#include "api/handlers.h"
#include "api/input.h"
#include "store/flow_alias_store.h"

namespace flows::api {
namespace {

// The model does not say that it is required, but an alias that leads nowhere means nothing.
base::Result<std::string> routed_version(const base::Json& input) {
  const auto* const routes = base::find_member(input, "routingConfiguration");
  CHECK(routes != nullptr && routes->size() == 1, "an alias has one route");
  if (auto version = optional_text_member(routes->front(), "flowVersion")) {
    return *std::move(version);
  }
  const std::string path = "routingConfiguration.1.member.flowVersion";
  const auto message =
      fmt::format("Value null at '{}' failed to satisfy constraint: Member must not be null", path);
  return base::Error{.code = base::ErrorCode::kValidation,
                     .message = fmt::format("1 validation error detected: {}", message),
                     .fields = {{.name = path, .message = message}},
                     .resource_name = {}};
}

}  // namespace

base::Result<std::string> create_flow_alias(const ApiRequest& request, Services& services) {
  const auto& input = request.input;
  ASSIGN_OR_RETURN(auto version, routed_version(input));
  const model::FlowAlias wanted{
      .flow_id = flow_id(input),
      .id = {},
      .name = text_member(input, "name"),
      .description = optional_text_member(input, "description"),
      .flow_version = std::move(version),
      .concurrency_json = optional_json_member(input, "concurrencyConfiguration"),
      .created_at = {},
      .updated_at = {}};
  const auto tags = read_tags(input);
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
                     .answer = flow_alias_answer(request.caller, alias)};
    });
  });
}

}  // namespace flows::api
