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

RunJournal::Recording::~Recording() { journal_.end(run_, model::kExecutionAborted, std::nullopt); }

bool RunJournal::Recording::emit(const FlowEvent& event) {
  journal_.add(run_, event);
  return next_.emit(event);
}

void RunJournal::Recording::end(const engine::RunEnding& ending, base::TimePoint now) {
  journal_.end(run_, status_of(ending), now);
}

RunJournal::Recording RunJournal::begin(RunRecord record, engine::EventSink& next) {
  record.status = model::kExecutionRunning;
  std::size_t bytes = sizeof(Kept);
  for (const FlowEvent& event : record.events) bytes += bytes_of(event);
  const std::lock_guard lock(mutex_);
  if (!record.events.empty()) forget_waiting(record);
  kept_.push_back({.run = ++last_run_, .record = std::move(record), .bytes = bytes});
  bytes_ += bytes;
  while (make_room()) {
  }
  return {*this, last_run_, next};
}

void RunJournal::forget_waiting(const RunRecord& record) {
  const auto waits = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) {
    return kept.record.status == kRunInputRequired && kept.record.caller == record.caller &&
           kept.record.flow_id == record.flow_id && kept.record.alias_id == record.alias_id &&
           kept.record.execution_id == record.execution_id;
  });
  if (waits == kept_.end()) return;
  bytes_ -= waits->bytes;
  kept_.erase(waits);
}

RunJournal::Kept* RunJournal::find_kept(std::uint64_t run) {
  const auto found =
      std::lower_bound(kept_.begin(), kept_.end(), run,
                       [](const Kept& kept, std::uint64_t wanted) { return kept.run < wanted; });
  return found == kept_.end() || found->run != run ? nullptr : &*found;
}

// Removes one record where there is too much; false where there is not.
bool RunJournal::make_room() {
  const bool much = bytes_ > base::limits::kRunJournalBytesMax;
  if (kept_.size() <= base::limits::kRunRecordsMax && (!much || kept_.size() < 2)) return false;
  auto oldest = std::find_if(kept_.begin(), kept_.end(),
                             [](const Kept& kept) { return kept.record.ended_at.has_value(); });
  if (oldest == kept_.end()) oldest = kept_.begin();
  bytes_ -= oldest->bytes;
  kept_.erase(oldest);
  return true;
}

void RunJournal::add(std::uint64_t run, FlowEvent event) {
  const std::size_t bytes = bytes_of(event);
  const std::lock_guard lock(mutex_);
  Kept* const kept = find_kept(run);
  if (kept == nullptr || kept->record.cut_short) return;
  if (kept->bytes + bytes > base::limits::kRunRecordBytesMax) {
    kept->record.cut_short = true;
    return;
  }
  kept->record.events.push_back(std::move(event));
  kept->bytes += bytes;
  bytes_ += bytes;
  while (make_room()) {
  }
}

void RunJournal::end(std::uint64_t run, std::string_view status,
                     std::optional<base::TimePoint> now) {
  const std::lock_guard lock(mutex_);
  Kept* const kept = find_kept(run);
  if (kept == nullptr || kept->record.status != model::kExecutionRunning) return;
  kept->record.status = status;
  const model::History& events = kept->record.events;
  const base::TimePoint last = events.empty() ? kept->record.started_at : events.back().time;
  kept->record.ended_at = now.value_or(last);
}

std::vector<RunRecord> RunJournal::find(const RunFilter& filter) const {
  std::vector<RunRecord> found;
  const std::lock_guard lock(mutex_);
  for (auto kept = kept_.rbegin(); kept != kept_.rend() && found.size() < filter.limit; ++kept) {
    const RunRecord& record = kept->record;
    if (filter.flow_id && record.flow_id != *filter.flow_id) continue;
    if (filter.execution_id && record.execution_id != *filter.execution_id) continue;
    if (filter.status && record.status != *filter.status) continue;
    found.push_back(record);
  }
  return found;
}

void RunJournal::clear() {
  const std::lock_guard lock(mutex_);
  kept_.clear();
  bytes_ = 0;
}

}  // namespace flows::runs
