#include "store/clock_store.h"

namespace flows::store {

base::ClockSetting find_clock(ReadTxn& txn) {
  auto row = txn.query("SELECT ahead_by, frozen_at FROM clock");
  if (!row.step()) return {};
  return {.ahead_by = std::chrono::nanoseconds(row.integer(0)), .frozen_at = row.optional_time(1)};
}

void keep_clock(WriteTxn& txn, const base::ClockSetting& setting) {
  txn.apply("INSERT OR REPLACE INTO clock (only, ahead_by, frozen_at) VALUES (1, ?, ?)",
            std::int64_t{setting.ahead_by.count()}, setting.frozen_at);
}

}  // namespace flows::store
