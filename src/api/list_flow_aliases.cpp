#include "api/flow_responses.h"
#include "api/handlers.h"
#include "api/input.h"
#include "api/page.h"
#include "store/flow_alias_store.h"

namespace flows::api {

base::Result<std::string> list_flow_aliases(const ApiRequest& request, Services& services) {
  const auto id = flow_id(request.input);
  ASSIGN_OR_RETURN(const auto page, Page::read(request, id, 2));
  std::optional<store::FlowAliasListKey> after;
  if (page.after()) {
    ASSIGN_OR_RETURN(const auto rank, page.after_number());
    after = {.rank = rank, .id = page.after()->back()};
  }
  ASSIGN_OR_RETURN(const auto aliases, services.db.read([&](store::ReadTxn& txn) {
    return store::list_flow_aliases(txn, request.caller, id, after, page.rows());
  }));
  return page.response(
      "flowAliasSummaries", aliases,
      [&](const model::FlowAlias& alias) { return flow_alias_response(request.caller, alias); },
      [](const model::FlowAlias& alias) -> std::vector<std::string> {
        const auto key = store::list_key(alias);
        return {std::to_string(key.rank), key.id};
      });
}

}  // namespace flows::api
