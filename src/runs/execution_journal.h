#pragma once

#include <cstdint>
#include <vector>

#include "engine/event_sink.h"
#include "store/database.h"
#include "store/execution_store.h"

namespace flows::runs {

// Writes what happens in an asynchronous execution to the database: in one commit whatever happened
// since the last one, before the outside world is asked, and at the end. Threads: that of the run.
class ExecutionJournal final : public engine::EventSink {
 public:
  // `next_seq` is the number of the first event to come.
  ExecutionJournal(store::Database& db, std::int64_t execution, std::int64_t next_seq)
      : db_(db), execution_(execution), next_seq_(next_seq) {}

  // False once the execution has ended elsewhere, or where the database fails.
  bool emit(const model::FlowEvent& event) override;
  bool keep() override;

  // Commits what is left together with the final status. Errors: those of the database.
  base::Result<void> end(std::string_view status, const std::optional<std::string>& errors_json,
                         base::TimePoint now);

  // Why the database failed, if it did.
  [[nodiscard]] const std::optional<base::Error>& failure() const { return failure_; }

 private:
  store::Database& db_;
  const std::int64_t execution_;
  std::int64_t next_seq_;
  std::vector<store::StoredEvent> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::optional<base::Error> failure_;
};

}  // namespace flows::runs
