#include "api/execution_summaries.h"
#include "api/handlers.h"
#include "api/input.h"
#include "api/page.h"
#include "store/execution_store.h"

namespace flows::api {

namespace {

// `read` is Database::read or Database::read_on_io_thread.
template <class Read>
base::Result<std::string> list(const ApiRequest& request, const Read& read) {
  const auto flow = flow_id(request.input);
  std::optional<std::string> alias;
  if (const auto given = optional_text_member(request.input, "flowAliasIdentifier")) {
    ASSIGN_OR_RETURN(alias, alias_id(flow, *given));
  }
  ASSIGN_OR_RETURN(const auto page, Page::read(request, flow + "/" + alias.value_or(""), 1));
  std::optional<std::int64_t> before;
  if (page.after()) {
    ASSIGN_OR_RETURN(before, page.after_number());
  }
  ExecutionSummaries summaries(request.caller, flow, page.size());
  RETURN_IF_ERROR(read([&](store::ReadTxn& txn) {
    return store::list_executions(
        txn, request.caller, flow, alias, before, page.rows(),
        [&](const store::ListedExecution& execution) { summaries.add(execution); });
  }));
  return summaries.response(page);
}

}  // namespace

base::Result<std::string> list_flow_executions(const ApiRequest& request, Services& services) {
  return list(request, [&](const auto& reading) { return services.db.read(reading); });
}

// The executions of one alias may be few among many, and finding them means reading all.
IoThreadOutcome list_flow_executions_on_io_thread(const ApiRequest& request, Services& services) {
  if (request.input.contains("flowAliasIdentifier")) return MayBlock{};
  return list(request, [&](const auto& reading) { return services.db.read_on_io_thread(reading); });
}

}  // namespace flows::api
