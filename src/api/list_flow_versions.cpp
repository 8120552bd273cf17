#include "api/flow_responses.h"
#include "api/handlers.h"
#include "api/input.h"
#include "api/page.h"

namespace flows::api {

base::Result<std::string> list_flow_versions(const ApiRequest& request, Services& services) {
  const auto id = flow_id(request.input);
  ASSIGN_OR_RETURN(const auto page, Page::read(request, id, 1));
  std::optional<std::int64_t> below;
  if (page.after()) {
    ASSIGN_OR_RETURN(below, page.after_number());
  }
  ASSIGN_OR_RETURN(const auto versions, services.db.read([&](store::ReadTxn& txn) {
    return store::list_flow_versions(txn, request.caller, id, below, page.rows());
  }));
  return page.response(
      "flowVersionSummaries", versions,
      [&](const store::FlowVersionSummary& version) {
        return flow_version_summary(request.caller, id, version);
      },
      [](const store::FlowVersionSummary& version) -> std::vector<std::string> {
        return {std::to_string(version.version)};
      });
}

}  // namespace flows::api
