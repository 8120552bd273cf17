#include "runs/execution_journal.h"

#include "base/limits.h"
#include "model/event_json.h"

namespace flows::runs {
namespace {

using model::FlowEventKind;

// The list that shows an event to users.
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

bool ExecutionJournal::emit(const model::FlowEvent& event) {
  const bool much = waiting_.size() >= base::limits::kEventsKeptAtOnceMax ||
                    waiting_bytes_ >= base::limits::kEventBytesKeptAtOnceMax;
  // Between two nodes, never between what one of them gives and what is told of its call: a run
  // that is cut off there would not tell it again. A failure goes with the end that it brings.
  if (much && event.kind == FlowEventKind::kNodeInput && !keep()) return false;
  waiting_.push_back(
      {.seq = next_seq_++, .list = list_of(event.kind), .event_json = model::to_json_text(event)});
  waiting_bytes_ += waiting_.back().event_json.size();
  return true;
}

bool ExecutionJournal::keep() {
  if (waiting_.empty()) return true;
  const auto added = db_.write([&](store::WriteTxn& txn) -> base::Result<bool> {
    return store::add_events(txn, execution_, waiting_);
  });
  if (!added) failure_ = added.error();
  waiting_.clear();
  waiting_bytes_ = 0;
  return added && *added;
}

base::Result<void> ExecutionJournal::end(std::string_view status,
                                         const std::optional<std::string>& errors_json,
                                         base::TimePoint now) {
  return db_.write([&](store::WriteTxn& txn) -> base::Result<void> {
    if (store::add_events(txn, execution_, waiting_)) {
      store::end_execution(txn, execution_, status, errors_json, now);
    }
    return {};
  });
}

}  // namespace flows::runs
