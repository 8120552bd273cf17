#include "api/flow_answers.h"
#include "api/handlers.h"
#include "api/page.h"

namespace flows::api {

base::Result<std::string> list_flows(const ApiRequest& request, Services& services) {
  ASSIGN_OR_RETURN(const auto page, Page::read(request, "", 2));
  std::optional<store::FlowListKey> after;
  if (page.after()) {
    ASSIGN_OR_RETURN(const auto updated_at, page.after_number());
    after = {.updated_at = base::TimePoint(std::chrono::nanoseconds(updated_at)),
             .id = page.after()->back()};
  }
  ASSIGN_OR_RETURN(const auto flows, services.db.read([&](store::ReadTxn& txn) {
    return store::list_flows(txn, request.caller, after, page.rows());
  }));
  return page.answer(
      "flowSummaries", flows,
      [&](const store::FlowSummary& flow) { return flow_summary(request.caller, flow); },
      [](const store::FlowSummary& flow) -> std::vector<std::string> {
        return {std::to_string(flow.updated_at.time_since_epoch().count()), flow.id};
      });
}

}  // namespace flows::api
