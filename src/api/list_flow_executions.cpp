#include "api/execution_summaries.h"
#include "api/handlers.h"
#include "api/input.h"
#include "api/page.h"
#include "store/execution_store.h"

namespace flows::api {

base::Result<std::string> list_flow_executions(const ApiRequest& request, store::ReadTxn& txn) {
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
  RETURN_IF_ERROR(store::list_executions(
      txn, request.caller, flow, alias, before, page.rows(),
      [&](const store::ListedExecution& execution) { summaries.add(execution); }));
  return summaries.response(page);
}

// Does not serve lists of one alias: its executions may be few among many, and finding them means
// reading all.
bool lists_executions_of_all_aliases(const ApiRequest& request) {
  return !request.input.contains("flowAliasIdentifier");
}

}  // namespace flows::api
