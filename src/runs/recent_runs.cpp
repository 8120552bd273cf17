#include "runs/recent_runs.h"

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

constexpr std::size_t kPieceBytes = 1000;  // enough for the events of a short flow

// Appends one event to the text of a record, which is never copied as it grows. Returns how many
// more bytes of memory the record uses.
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

RecentRuns::Recording::~Recording() {
  recent_runs_.end(*run_, model::kExecutionAborted, std::nullopt);
}

void RecentRuns::Recording::on_event(const FlowEvent& event) {
  recent_runs_.add(*run_, model::to_json_text(event), event.time);
}

void RecentRuns::Recording::end(const engine::RunEnding& ending, base::TimePoint now) {
  recent_runs_.end(*run_, status_of(ending), now);
}

RecentRuns::Recording RecentRuns::begin(RunRecord record) {
  record.status = model::kExecutionRunning;
  auto run = std::make_shared<Run>();
  run->last_event = record.started_at;
  for (const FlowEvent& event : std::exchange(record.events, {})) {
    run->bytes += append(run->events, model::to_json_text(event));
    run->last_event = event.time;
  }
  run->bytes += sizeof(Run);
  run->record = std::move(record);
  const std::lock_guard lock(mutex_);
  if (!run->events.empty()) forget_waiting(run->record);
  runs_.push_back(run);
  bytes_ += run->bytes;
  while (make_room()) {
  }
  return {*this, std::move(run)};
}

// Empties a record. The run may still be going on and then holds the object alive.
void RecentRuns::forget(Run& run) {
  run.gone = true;
  run.record = {};
  run.events = {};
}

void RecentRuns::remove(std::deque<std::shared_ptr<Run>>::iterator run) {
  bytes_ -= (*run)->bytes;
  forget(**run);
  runs_.erase(run);
}

void RecentRuns::forget_waiting(const RunRecord& record) {
  const auto waits = std::find_if(runs_.begin(), runs_.end(), [&](const auto& run) {
    const RunRecord& other = run->record;
    return other.status == model::kRunInputRequired && other.caller == record.caller &&
           other.flow_id == record.flow_id && other.alias_id == record.alias_id &&
           other.execution_id == record.execution_id;
  });
  if (waits != runs_.end()) remove(waits);
}

// Removes one record if there are too many. Returns whether it removed one.
bool RecentRuns::make_room() {
  const bool much = bytes_ > base::limits::kRecentRunsBytesMax;
  if (runs_.size() <= base::limits::kRecentRunsMax && (!much || runs_.size() < 2)) return false;
  auto oldest = std::find_if(runs_.begin(), runs_.end(),
                             [](const auto& run) { return run->record.ended_at.has_value(); });
  if (oldest == runs_.end()) oldest = runs_.begin();
  remove(oldest);
  return true;
}

void RecentRuns::add(Run& run, std::string_view event_json, base::TimePoint time) {
  const std::lock_guard lock(mutex_);
  if (run.gone || run.record.cut_short) return;
  if (run.bytes + event_json.size() > base::limits::kRecentRunBytesMax) {
    run.record.cut_short = true;
    return;
  }
  const std::size_t grown = append(run.events, event_json);
  run.last_event = time;
  run.bytes += grown;
  bytes_ += grown;
  while (make_room()) {
  }
}

void RecentRuns::end(Run& run, std::string_view status, std::optional<base::TimePoint> now) {
  const std::lock_guard lock(mutex_);
  RunRecord& record = run.record;
  if (record.status != model::kExecutionRunning) return;
  record.status = status;
  record.ended_at = now.value_or(run.last_event);
}

std::vector<RunRecord> RecentRuns::find(const RunFilter& filter) const {
  std::vector<RunRecord> records;
  for (auto& [record, pieces] : find_texts(filter)) {
    std::string events;
    for (const std::string& piece : pieces) events += piece;
    if (!events.empty()) record.events = model::read_history(events + ']').value();
    records.push_back(std::move(record));
  }
  return records;
}

std::vector<RecentRuns::Found> RecentRuns::find_texts(const RunFilter& filter) const {
  std::vector<std::shared_ptr<Run>> matching;
  std::unique_lock lock(mutex_);
  for (auto run = runs_.rbegin(); run != runs_.rend() && matching.size() < filter.limit; ++run) {
    const RunRecord& record = (*run)->record;
    if (filter.flow_id && record.flow_id != *filter.flow_id) continue;
    if (filter.execution_id && record.execution_id != *filter.execution_id) continue;
    if (filter.status && record.status != *filter.status) continue;
    matching.push_back(*run);
  }
  lock.unlock();
  // Runs that are under way wait for the mutex, so it is held for one copy at a time.
  std::vector<Found> found;
  for (const std::shared_ptr<Run>& run : matching) {
    lock.lock();
    if (!run->gone) found.push_back({run->record, run->events});
    lock.unlock();
  }
  return found;
}

void RecentRuns::clear() {
  const std::lock_guard lock(mutex_);
  for (const auto& run : runs_) forget(*run);
  runs_.clear();
  bytes_ = 0;
}

}  // namespace flows::runs
