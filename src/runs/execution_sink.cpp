#include "runs/execution_sink.h"

#include "base/limits.h"

namespace flows::runs {

bool ExecutionSink::emit(const model::FlowEvent& event) {
  const bool much = waiting_.size() >= base::limits::kEventsPerCommitMax ||
                    waiting_.bytes() >= base::limits::kEventBytesPerCommitMax;
  // Commits only between two nodes, never between the output of a node and the record of its call:
  // an execution that ends there by a crash would not record the call again. A failure is reported
  // by `end`.
  if (much && event.kind == model::FlowEventKind::kNodeInput && !flush()) return false;
  return waiting_.emit(event);
}

bool ExecutionSink::flush() {
  if (waiting_.size() == 0) return true;
  const auto events = waiting_.take();
  const auto added = db_.write([&](store::WriteTxn& txn) -> base::Result<bool> {
    return store::add_events(txn, execution_, events);
  });
  if (!added) failure_ = added.error();
  return added && *added;
}

base::Result<void> ExecutionSink::end(std::string_view status,
                                      const std::optional<std::string>& errors_json,
                                      base::TimePoint now) {
  const auto events = waiting_.take();
  return db_.write([&](store::WriteTxn& txn) -> base::Result<void> {
    if (store::add_events(txn, execution_, events)) {
      store::end_execution(txn, execution_, status, errors_json, now);
    }
    return {};
  });
}

}  // namespace flows::runs
