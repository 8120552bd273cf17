#include "store/retention_store.h"

#include "store/event_store.h"

namespace flows::store {
namespace {

// Removes the rest of an execution, including its definition unless another execution needs it.
void forget(WriteTxn& txn, std::int64_t execution, std::int64_t revision) {
  txn.apply("DELETE FROM removed_execution WHERE id = ?", execution);
  txn.apply(
      "DELETE FROM snapshot WHERE revision = ? AND NOT EXISTS"
      " (SELECT 1 FROM execution WHERE execution.revision = snapshot.revision)",
      revision);
}

}  // namespace

bool remove_expired(WriteTxn& txn, base::TimePoint ended_by, int rows) {
  {
    auto removed = txn.query("SELECT id, revision FROM removed_execution LIMIT 1");
    if (removed.step()) {
      const std::int64_t execution = removed.integer(0);
      if (!remove_events(txn, execution)) forget(txn, execution, removed.integer(1));
      return true;
    }
  }
  auto row = txn.change(
      "DELETE FROM execution WHERE id IN"
      " (SELECT id FROM execution INDEXED BY execution_by_end"
      "  WHERE ended_at <= ? AND status <> 'Running' ORDER BY ended_at LIMIT ?) RETURNING 1",
      ended_by, rows);
  const bool found = row.step();
  while (row.step()) {
  }
  return found;
}

std::optional<base::TimePoint> first_execution_end(ReadTxn& txn) {
  auto row = txn.query(
      "SELECT ended_at FROM execution INDEXED BY execution_by_end"
      " WHERE ended_at IS NOT NULL AND status <> 'Running' ORDER BY ended_at LIMIT 1");
  return row.step() ? row.optional_time(0) : std::nullopt;
}

}  // namespace flows::store
