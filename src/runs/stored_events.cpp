#include "runs/stored_events.h"

#include <utility>

#include "model/event_json.h"

namespace flows::runs {
namespace {

using model::FlowEventKind;

// Returns the list that shows an event to users.
std::string_view list_of(FlowEventKind kind) {
  switch (kind) {
    case FlowEventKind::kFlowInput:
    case FlowEventKind::kFlowOutput:
    case FlowEventKind::kFlowFailure: return store::kFlowEvents;
    case FlowEventKind::kNodeInput:
    case FlowEventKind::kNodeOutput:
    case FlowEventKind::kNodeAction:
    case FlowEventKind::kNodeDependency:
    case FlowEventKind::kConditionResult:
    case FlowEventKind::kNodeFailure: return store::kNodeEvents;
    case FlowEventKind::kNodeSpread:
    case FlowEventKind::kPassEnded:
    case FlowEventKind::kInputRequired:
    case FlowEventKind::kInputGiven: break;
  }
  return store::kOwnEvents;
}

}  // namespace

bool StoredEvents::emit(const model::FlowEvent& event) {
  events_.push_back(
      {.seq = next_seq_++, .list = list_of(event.kind), .event_json = model::to_json_text(event)});
  bytes_ += events_.back().event_json.size();
  return true;
}

std::vector<store::StoredEvent> StoredEvents::take() {
  bytes_ = 0;
  return std::exchange(events_, {});
}

}  // namespace flows::runs
