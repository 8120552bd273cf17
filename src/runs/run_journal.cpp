#include "runs/run_journal.h"

#include <algorithm>
#include <utility>

#include "model/flow_execution.h"
#include "runs/failed_status.h"

namespace flows::runs {
namespace {

using base::Json;
using engine::RunStatus;
using model::FlowEvent;

// Roughly what a value takes in memory.
std::size_t bytes_of(const Json& value) {
  std::size_t bytes = sizeof(Json);
  if (value.is_string()) return bytes + value.get_ref<const std::string&>().size();
  if (!value.is_structured()) return bytes;
  for (const auto& [name, member] : value.items()) bytes += name.size() + bytes_of(member);
  return bytes;
}

std::size_t bytes_of(const FlowEvent& event) {
  std::size_t bytes = sizeof(FlowEvent);
  for (const model::EventField& field : event.fields) {
    bytes += sizeof(field) + bytes_of(field.content);
  }
  if (event.action) bytes += bytes_of(event.action->request) + bytes_of(event.action->response);
  for (const model::AgentTrace& trace : event.agent_traces) bytes += bytes_of(trace.trace);
  return bytes;
}

std::string_view status_of(const engine::RunEnding& ending) {
  switch (ending.status) {
    case RunStatus::kSucceeded: return model::kExecutionSucceeded;
    case RunStatus::kInputRequired: return kRunInputRequired;
    case RunStatus::kStopped: return model::kExecutionAborted;
    case RunStatus::kFailed: break;
  }
  return failed_status(ending);
}

}  // namespace

RunJournal::Recording::~Recording() {
  journal_.end(*kept_, model::kExecutionAborted, std::nullopt);
}

bool RunJournal::Recording::emit(const FlowEvent& event) {
  journal_.add(*kept_, event);
  return next_.emit(event);
}

void RunJournal::Recording::end(const engine::RunEnding& ending, base::TimePoint now) {
  journal_.end(*kept_, status_of(ending), now);
}

RunJournal::Recording RunJournal::begin(RunRecord record, engine::EventSink& next) {
  record.status = model::kExecutionRunning;
  auto kept = std::make_shared<Kept>();
  kept->bytes = sizeof(Kept);
  for (const FlowEvent& event : record.events) kept->bytes += bytes_of(event);
  kept->record = std::move(record);
  const std::lock_guard lock(mutex_);
  if (!kept->record.events.empty()) forget_waiting(kept->record);
  kept_.push_back(kept);
  bytes_ += kept->bytes;
  while (make_room()) {
  }
  return {*this, std::move(kept), next};
}

// The run may go on, and hold what was kept of it for as long.
void RunJournal::forget(Kept& kept) {
  kept.gone = true;
  kept.record = {};
}

void RunJournal::remove(std::deque<std::shared_ptr<Kept>>::iterator kept) {
  bytes_ -= (*kept)->bytes;
  forget(**kept);
  kept_.erase(kept);
}

void RunJournal::forget_waiting(const RunRecord& record) {
  const auto waits = std::find_if(kept_.begin(), kept_.end(), [&](const auto& kept) {
    const RunRecord& other = kept->record;
    return other.status == kRunInputRequired && other.caller == record.caller &&
           other.flow_id == record.flow_id && other.alias_id == record.alias_id &&
           other.execution_id == record.execution_id;
  });
  if (waits != kept_.end()) remove(waits);
}

// Removes one record where there is too much; false where there is not.
bool RunJournal::make_room() {
  const bool much = bytes_ > base::limits::kRunJournalBytesMax;
  if (kept_.size() <= base::limits::kRunRecordsMax && (!much || kept_.size() < 2)) return false;
  auto oldest = std::find_if(kept_.begin(), kept_.end(),
                             [](const auto& kept) { return kept->record.ended_at.has_value(); });
  if (oldest == kept_.end()) oldest = kept_.begin();
  remove(oldest);
  return true;
}

void RunJournal::add(Kept& kept, const FlowEvent& event) {
  const std::size_t bytes = bytes_of(event);
  const std::lock_guard lock(mutex_);
  if (kept.gone || kept.record.cut_short) return;
  if (kept.bytes + bytes > base::limits::kRunRecordBytesMax) {
    kept.record.cut_short = true;
    return;
  }
  kept.record.events.push_back(event);
  kept.bytes += bytes;
  bytes_ += bytes;
  while (make_room()) {
  }
}

void RunJournal::end(Kept& kept, std::string_view status, std::optional<base::TimePoint> now) {
  const std::lock_guard lock(mutex_);
  RunRecord& record = kept.record;
  if (record.status != model::kExecutionRunning) return;
  record.status = status;
  const base::TimePoint last =
      record.events.empty() ? record.started_at : record.events.back().time;
  record.ended_at = now.value_or(last);
}

std::vector<RunRecord> RunJournal::find(const RunFilter& filter) const {
  std::vector<RunRecord> found;
  const std::lock_guard lock(mutex_);
  for (auto kept = kept_.rbegin(); kept != kept_.rend() && found.size() < filter.limit; ++kept) {
    const RunRecord& record = (*kept)->record;
    if (filter.flow_id && record.flow_id != *filter.flow_id) continue;
    if (filter.execution_id && record.execution_id != *filter.execution_id) continue;
    if (filter.status && record.status != *filter.status) continue;
    found.push_back(record);
  }
  return found;
}

void RunJournal::clear() {
  const std::lock_guard lock(mutex_);
  for (const auto& kept : kept_) forget(*kept);
  kept_.clear();
  bytes_ = 0;
}

}  // namespace flows::runs
