#include "store/clock_store.h"

#include "store/latest_time.h"

namespace flows::store {

base::Result<base::ClockSetting> find_clock(ReadTxn& txn) {
  auto row = txn.query("SELECT ahead_by, frozen_at FROM clock");
  if (!row.step()) return base::ClockSetting{};
  const base::ClockSetting setting{.ahead_by = std::chrono::nanoseconds(row.integer(0)),
                                   .frozen_at = row.optional_time(1)};
  const base::TimePoint now = base::SystemClock().now();
  const bool fits =
      setting.ahead_by >= -now.time_since_epoch() && setting.ahead_by <= kLatestTime - now;
  const bool stands_where_it_was =
      !setting.frozen_at || setting.frozen_at->time_since_epoch().count() == row.integer(1);
  if (fits && stands_where_it_was) return setting;
  return base::Error{base::ErrorCode::kInternalServer,
                     "The stored clock lies outside the years in which the server can count."};
}

void persist_clock(WriteTxn& txn, const base::ClockSetting& setting) {
  txn.apply("INSERT OR REPLACE INTO clock (only, ahead_by, frozen_at) VALUES (1, ?, ?)",
            std::int64_t{setting.ahead_by.count()}, setting.frozen_at);
}

}  // namespace flows::store
