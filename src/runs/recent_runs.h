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

// Which records are wanted; what is absent does not narrow.
struct RunFilter {
  std::optional<std::string> flow_id = {};
  std::optional<std::string> execution_id = {};
  std::optional<std::string> status = {};
  std::size_t limit = base::limits::kRunRecordsMax;
};

// The latest runs of InvokeFlow, those under way included, in memory only: asynchronous executions
// are in the database. It retains at most limits::kRunRecordsMax of limits::kRunRecordBytesMax each
// and limits::kRunJournalBytesMax together; then the oldest go, those that have ended first.
// Threads: any.
class RecentRuns {
  // The events are text: as trees they are many pieces, which have left the processor's cache when
  // their turn to go comes.
  struct Run {
    model::RunRecord record = {};          // without its events
    std::vector<std::string> events = {};  // pieces of a JSON array that is not closed, or none
    base::TimePoint last_event = {};
    std::size_t bytes = 0;
    bool gone = false;  // there was no room for it any more
  };

 public:
  // Writes down what happens in one run. Threads: that of the run.
  class Recording final : public engine::RunObserver {
   public:
    Recording(RecentRuns& recent_runs, std::shared_ptr<Run> run)
        : recent_runs_(recent_runs), run_(std::move(run)) {}
    ~Recording() override;  // a run whose end was not recorded was cut off
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    void on_event(const model::FlowEvent& event) override;
    void end(const engine::RunEnding& ending, base::TimePoint now);

   private:
    RecentRuns& recent_runs_;
    const std::shared_ptr<Run> run_;
  };

  // The run begins, or goes on from the events that `record` has: then it takes the place of the
  // record that waits for its user.
  Recording begin(model::RunRecord record);

  // Those that fit, the latest first.
  [[nodiscard]] std::vector<model::RunRecord> find(const RunFilter& filter) const;

  void clear();

 private:
  struct Found {
    model::RunRecord record;
    std::vector<std::string> events;  // pieces, see Run
  };

  // Those that fit and the texts of their events, which are read without the mutex.
  [[nodiscard]] std::vector<Found> find_texts(const RunFilter& filter) const;
  void add(Run& run, std::string_view event_json, base::TimePoint time);
  void end(Run& run, std::string_view status, std::optional<base::TimePoint> now);
  // What follows requires mutex_, which guards all records too.
  static void forget(Run& run);
  void remove(std::deque<std::shared_ptr<Run>>::iterator run);
  void forget_waiting(const model::RunRecord& record);
  bool make_room();

  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<Run>> runs_;  // the oldest first
  std::size_t bytes_ = 0;
};

}  // namespace flows::runs
