#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "engine/executor.h"
#include "engine/run_observer.h"
#include "model/run_record.h"

namespace flows::runs {

// Which records a caller wants. An absent member matches every record.
struct RunFilter {
  std::optional<std::string> flow_id = {};
  std::optional<std::string> execution_id = {};
  std::optional<std::string> status = {};
  std::size_t limit = base::limits::kRecentRunsMax;
};

// The latest runs of InvokeFlow, including those in progress, in memory only; asynchronous
// executions are in the database. It retains at most limits::kRecentRunsMax records,
// limits::kRecentRunBytesMax bytes for each, and limits::kRecentRunsBytesMax bytes in all; beyond
// that it drops the oldest record, first of those that have ended. Threads: any.
class RecentRuns {
  // The events are stored as text. Parsed, they would be many small allocations, which are no
  // longer in the cache of the processor when they are freed.
  struct Run {
    model::RunRecord record = {};          // has no events
    std::vector<std::string> events = {};  // pieces of a JSON array that is not closed, or none
    base::TimePoint last_event = {};
    std::size_t bytes = 0;
    bool gone = false;  // the record was dropped
  };

 public:
  // Records the events of one run. Threads: that of the run.
  class Recording final : public engine::RunObserver {
   public:
    Recording(RecentRuns& recent_runs, std::shared_ptr<Run> run)
        : recent_runs_(recent_runs), run_(std::move(run)) {}
    ~Recording() override;  // records a run without an `end` as aborted
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    void on_event(const model::FlowEvent& event) override;
    void end(const engine::RunEnding& ending, base::TimePoint now);

   private:
    RecentRuns& recent_runs_;
    const std::shared_ptr<Run> run_;
  };

  // Begins the record of a run. If `record` has events, the run continues after them, and the
  // record replaces the one that waits for its user.
  Recording begin(model::RunRecord record);

  // Returns the records that match, the latest first.
  [[nodiscard]] std::vector<model::RunRecord> find(const RunFilter& filter) const;

  void clear();

 private:
  struct Found {
    model::RunRecord record;
    std::vector<std::string> events;  // pieces, see Run
  };

  // Returns the matching records with the texts of their events, which are parsed without the
  // mutex.
  [[nodiscard]] std::vector<Found> find_texts(const RunFilter& filter) const;
  void add(Run& run, std::string_view event_json, base::TimePoint time);
  void end(Run& run, std::string_view status, std::optional<base::TimePoint> now);
  // The functions below require mutex_, which also guards all records.
  static void forget(Run& run);
  void remove(std::deque<std::shared_ptr<Run>>::iterator run);
  void forget_waiting(const model::RunRecord& record);
  bool make_room();

  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<Run>> runs_;  // the oldest first
  std::size_t bytes_ = 0;
};

}  // namespace flows::runs
