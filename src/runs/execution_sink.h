#pragma once

#include <cstdint>

#include "engine/event_sink.h"
#include "runs/stored_events.h"
#include "store/database.h"
#include "store/execution_store.h"

namespace flows::runs {

// Writes the events of an asynchronous execution to the database. Each commit holds all events
// since the last one; there is one before each call to the outside world, one before each
// wait for such calls, and one at the end.
// Threads: that of the run.
class ExecutionSink final : public engine::EventSink {
 public:
  // `next_seq` is the number of the next event.
  ExecutionSink(store::Database& db, std::int64_t execution, std::int64_t next_seq)
      : db_(db), execution_(execution), waiting_(next_seq) {}

  // Both return false once the execution has ended elsewhere, or if the database fails.
  bool emit(const model::FlowEvent& event) override;
  bool flush() override;

  // Commits the remaining events together with the final status. Errors: those of the database.
  base::Result<void> end(std::string_view status, const std::optional<std::string>& errors_json,
                         base::TimePoint now);

  // Returns the failure of the database; nullopt if it has not failed.
  [[nodiscard]] const std::optional<base::Error>& failure() const { return failure_; }

 private:
  store::Database& db_;
  const std::int64_t execution_;
  StoredEvents waiting_;
  std::optional<base::Error> failure_;
};

}  // namespace flows::runs
