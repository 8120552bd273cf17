#include <fmt/format.h>

#include <utility>

#include "api/execution_name.h"
#include "api/handlers.h"
#include "api/input.h"
#include "api/page.h"
#include "model/event_json.h"
#include "store/execution_store.h"
#include "views/execution_event.h"

namespace flows::api {
namespace {

base::Result<model::FlowEvent> read_stored(const model::ExecutionName& name,
                                           const store::StoredEvent& event) {
  auto read = model::read_event(event.event_json);
  if (read) return read;
  return base::Error{base::ErrorCode::kInternalServer,
                     fmt::format("Event {} of the execution {} is damaged: {}.", event.seq,
                                 name.name, read.error().message)};
}

}  // namespace

base::Result<std::string> list_flow_execution_events(const ApiRequest& request,
                                                     Services& services) {
  using Events = std::vector<store::StoredEvent>;
  ASSIGN_OR_RETURN(const auto name, execution_name(request.input));
  const std::string list = text_member(request.input, "eventType");
  ASSIGN_OR_RETURN(
      const auto page,
      Page::read(request, name.flow_id + "/" + name.alias_id + "/" + name.name + "/" + list, 1));
  std::int64_t after = 0;
  if (page.after()) {
    ASSIGN_OR_RETURN(after, page.after_number());
  }
  ASSIGN_OR_RETURN(
      const Events events, services.db.read([&](store::ReadTxn& txn) -> base::Result<Events> {
        ASSIGN_OR_RETURN(const auto execution, store::find_execution(txn, request.caller, name));
        return store::list_events(txn, execution.id, list, after, page.rows());
      }));
  using Numbered = std::pair<std::int64_t, model::FlowEvent>;
  std::vector<Numbered> numbered;
  numbered.reserve(events.size());
  for (const store::StoredEvent& event : events) {
    ASSIGN_OR_RETURN(model::FlowEvent read, read_stored(name, event));
    numbered.emplace_back(event.seq, std::move(read));
  }
  return page.response(
      "flowExecutionEvents", numbered,
      [](const Numbered& event) { return views::execution_event(event.second); },
      [](const Numbered& event) -> std::vector<std::string> {
        return {std::to_string(event.first)};
      });
}

}  // namespace flows::api
