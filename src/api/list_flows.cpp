#include "api/flow_responses.h"
#include "api/handlers.h"
#include "api/page.h"

namespace flows::api {

base::Result<std::string> list_flows(const ApiRequest& request, Services& services) {
  ASSIGN_OR_RETURN(const auto page, Page::read(request, "", 2));
  ASSIGN_OR_RETURN(const auto after, page.after_creation());
  ASSIGN_OR_RETURN(const auto flows, services.db.read([&](store::ReadTxn& txn) {
    return store::list_flows(txn, request.caller, after, page.rows());
  }));
  return page.response(
      "flowSummaries", flows,
      [&](const store::FlowSummary& flow) { return flow_summary(request.caller, flow); },
      [](const store::FlowSummary& flow) { return Page::creation_key(flow.created_at, flow.id); });
}

}  // namespace flows::api
