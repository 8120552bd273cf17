#include "views/run_text.h"

#include <optional>

#include "base/json_text.h"
#include "model/node_visit.h"
#include "views/shared_text.h"
#include "wire/timestamp.h"

namespace flows::views {
namespace {

using base::list_text;
using base::ObjectText;
using model::NodeVisit;

std::string field_text(const model::EventField& field) {
  return ObjectText()
      .string("name", field.name)
      .raw("content", base::to_text(field.content))
      .finish();
}

std::string step_text(const model::ScopeStep& step) {
  return ObjectText()
      .string("node", step.node)
      .number("index", static_cast<std::int64_t>(step.index))
      .finish();
}

std::string action_text(const model::NodeAction& action) {
  return ObjectText()
      .string("service", action.service_name)
      .string("operation", action.operation_name)
      .string("requestId", action.request_id)
      .finish();
}

void add_times(ObjectText& text, base::TimePoint start, std::optional<base::TimePoint> end) {
  text.string("startedAt", wire::format_timestamp(start));
  if (!end) return;
  text.string("endedAt", wire::format_timestamp(*end))
      .raw("durationMs", milliseconds_text(*end - start));
}

std::string visit_text(const NodeVisit& visit) {
  ObjectText text;
  text.string("node", visit.node);
  if (!visit.scope.empty()) text.raw("iterations", list_text(visit.scope, step_text));
  add_times(text, visit.started_at, visit.ended_at);
  text.raw("inputs", list_text(visit.inputs, field_text))
      .raw("outputs", list_text(visit.outputs, field_text));
  if (!visit.satisfied_conditions.empty()) {
    text.raw("satisfiedConditions", base::to_text(base::Json(visit.satisfied_conditions)));
  }
  if (!visit.actions.empty()) text.raw("calls", list_text(visit.actions, action_text));
  if (visit.failure) text.raw("error", error_text(*visit.failure));
  return text.finish();
}

}  // namespace

std::string run_text(const model::RunRecord& run) {
  ObjectText text;
  text.string("id", run.execution_id)
      .string("operation", run.operation)
      .string("account", run.caller.account)
      .string("region", run.caller.region)
      .string("flow", run.flow_id)
      .string("alias", run.alias_id)
      .string("version", run.version)
      .string("status", run.status);
  add_times(text, run.started_at, run.ended_at);
  if (!run.events.empty() && run.events.back().failure) {
    text.raw("error", error_text(*run.events.back().failure));
  }
  text.raw("nodes", list_text(model::node_visits(run.events), visit_text));
  if (run.cut_short) text.raw("cutShort", "true");
  return text.finish();
}

}  // namespace flows::views
