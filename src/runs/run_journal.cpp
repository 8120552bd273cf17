#include "runs/run_journal.h"

#include <algorithm>
#include <utility>

#include "model/event_json.h"
#include "model/flow_execution.h"
#include "runs/failed_status.h"

namespace flows::runs {
namespace {

using base::Json;
using engine::RunStatus;
using model::FlowEvent;
using model::RunRecord;

constexpr std::size_t kPieceBytes = 1000;  // the events of a short flow

// Appends one event to a record's text, which nothing copies when it grows. Returns how many bytes
// more it holds.
std::size_t append(std::vector<std::string>& pieces, std::string_view event_json) {
  const char before = pieces.empty() ? '[' : ',';
  const std::size_t size = event_json.size() + 1;
  std::size_t grown = 0;
  if (pieces.empty() || pieces.back().size() + size > pieces.back().capacity()) {
    pieces.emplace_back().reserve(std::max(size, kPieceBytes));
    grown = pieces.back().capacity();
  }
  pieces.back().append(1, before).append(event_json);
  return grown;
}

std::string_view status_of(const engine::RunEnding& ending) {
  switch (ending.status) {
    case RunStatus::kSucceeded: return model::kExecutionSucceeded;
    case RunStatus::kInputRequired: return model::kRunInputRequired;
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
  journal_.add(*kept_, model::to_json_text(event), event.time);
  return next_.emit(event);
}

void RunJournal::Recording::end(const engine::RunEnding& ending, base::TimePoint now) {
  journal_.end(*kept_, status_of(ending), now);
}

RunJournal::Recording RunJournal::begin(RunRecord record, engine::EventSink& next) {
  record.status = model::kExecutionRunning;
  auto kept = std::make_shared<Kept>();
  kept->last_event = record.started_at;
  for (const FlowEvent& event : std::exchange(record.events, {})) {
    kept->bytes += append(kept->events, model::to_json_text(event));
    kept->last_event = event.time;
  }
  kept->bytes += sizeof(Kept);
  kept->record = std::move(record);
  const std::lock_guard lock(mutex_);
  if (!kept->events.empty()) forget_waiting(kept->record);
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
  kept.events = {};
}

void RunJournal::remove(std::deque<std::shared_ptr<Kept>>::iterator kept) {
  bytes_ -= (*kept)->bytes;
  forget(**kept);
  kept_.erase(kept);
}

void RunJournal::forget_waiting(const RunRecord& record) {
  const auto waits = std::find_if(kept_.begin(), kept_.end(), [&](const auto& kept) {
    const RunRecord& other = kept->record;
    return other.status == model::kRunInputRequired && other.caller == record.caller &&
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

void RunJournal::add(Kept& kept, std::string_view event_json, base::TimePoint time) {
  const std::lock_guard lock(mutex_);
  if (kept.gone || kept.record.cut_short) return;
  if (kept.bytes + event_json.size() > base::limits::kRunRecordBytesMax) {
    kept.record.cut_short = true;
    return;
  }
  const std::size_t grown = append(kept.events, event_json);
  kept.last_event = time;
  kept.bytes += grown;
  bytes_ += grown;
  while (make_room()) {
  }
}

void RunJournal::end(Kept& kept, std::string_view status, std::optional<base::TimePoint> now) {
  const std::lock_guard lock(mutex_);
  RunRecord& record = kept.record;
  if (record.status != model::kExecutionRunning) return;
  record.status = status;
  record.ended_at = now.value_or(kept.last_event);
}

std::vector<RunRecord> RunJournal::find(const RunFilter& filter) const {
  std::vector<RunRecord> records;
  for (auto& [record, pieces] : find_kept(filter)) {
    std::string events;
    for (const std::string& piece : pieces) events += piece;
    if (!events.empty()) record.events = model::read_history(events + ']');
    records.push_back(std::move(record));
  }
  return records;
}

std::vector<RunJournal::Found> RunJournal::find_kept(const RunFilter& filter) const {
  std::vector<Found> found;
  const std::lock_guard lock(mutex_);
  for (auto kept = kept_.rbegin(); kept != kept_.rend() && found.size() < filter.limit; ++kept) {
    const RunRecord& record = (*kept)->record;
    if (filter.flow_id && record.flow_id != *filter.flow_id) continue;
    if (filter.execution_id && record.execution_id != *filter.execution_id) continue;
    if (filter.status && record.status != *filter.status) continue;
    found.push_back({record, (*kept)->events});
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
