#include "runs/housekeeper.h"

#include <algorithm>

#include "base/limits.h"
#include "store/retention_store.h"

namespace flows::runs {
namespace {

using base::TimePoint;

// The longest time for which the remains of a deleted flow wait for their removal.
constexpr std::chrono::hours kRoundsApart{1};

}  // namespace

Housekeeper::Housekeeper(store::Database& db, base::Clock& clock)
    : db_(db),
      clock_(clock),
      thread_("housekeeper", [this](const std::stop_token& stop) { work(stop); }) {}

void Housekeeper::work(const std::stop_token& stop) {
  TimePoint next_round;
  do {
    base::Result<bool> more = true;
    while (!stop.stop_requested() && more && *more) more = remove_some();
    next_round = clock_.now() + kRoundsApart;
    // A failure of the database is already in the log; the next round tries again.
    if (const auto due = more ? next_due() : std::nullopt) next_round = std::min(next_round, *due);
  } while (clock_.sleep_until(next_round, stop));
}

base::Result<bool> Housekeeper::remove_some() {
  const TimePoint ended_by = clock_.now() - base::limits::kExecutionLifetime;
  return db_.write([&](store::WriteTxn& txn) -> base::Result<bool> {
    return store::remove_expired(txn, ended_by, base::limits::kRowsRemovedPerCommitMax);
  });
}

std::optional<TimePoint> Housekeeper::next_due() {
  const auto first = db_.read([](store::ReadTxn& txn) -> base::Result<std::optional<TimePoint>> {
    return store::first_execution_end(txn);
  });
  if (!first || !*first) return std::nullopt;
  return **first + base::limits::kExecutionLifetime;
}

}  // namespace flows::runs
