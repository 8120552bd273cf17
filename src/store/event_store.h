#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/flow_event.h"
#include "store/transaction.h"

// The events of asynchronous executions. All events that one commit adds to an execution are one
// row. Every function may throw StorageFailure, which Database handles.
namespace flows::store {

// The list of ListFlowExecutionEvents in which an event appears.
inline constexpr std::string_view kFlowEvents = "Flow";
inline constexpr std::string_view kNodeEvents = "Node";
inline constexpr std::string_view kOwnEvents = "";  // in none: only needed to continue the run

struct StoredEvent {
  std::int64_t seq = 0;    // from 1, in the order in which the events happened
  std::string_view list;   // one of the above; not set in events that are read
  std::string event_json;  // see model/event_json.h; one line
};

// The highest number of an execution that can have events; a row's key has 24 more bits.
inline constexpr std::int64_t kExecutionNumberMax = std::numeric_limits<std::int64_t>::max() >> 24;

// Appends events, which continue the stored ones without a gap; `seq` stays below 2^24.
void append_events(WriteTxn& txn, std::int64_t execution, std::span<const StoredEvent> events);

// Appends one event after all stored ones, damaged ones included; does nothing if no number is left
// for it. `event.seq` is ignored.
void append_last_event(WriteTxn& txn, std::int64_t execution, const StoredEvent& event);

// Calls `visit` with the JSON of each event in order, until it returns false. Errors:
// kInternalServer if rows are damaged; the events that can be read are visited nevertheless.
base::Result<void> visit_events(ReadTxn& txn, std::int64_t execution,
                                const std::function<bool(std::string_view event_json)>& visit);

// Parses the events of one row, as append_events wrote them. Errors: kInternalServer if the row is
// incomplete or one of its lines is not an event.
base::Result<model::History> read_batch(std::string_view events);

// Returns at most `limit` events of one list whose numbers are above `after`, in order. Errors:
// kInternalServer if rows are damaged.
base::Result<std::vector<StoredEvent>> list_events(ReadTxn& txn, std::int64_t execution,
                                                   std::string_view list, std::int64_t after,
                                                   int limit);

// Removes at most limits::kEventBatchesRemovedPerCommitMax rows of an execution; returns false if
// there were none.
bool remove_events(WriteTxn& txn, std::int64_t execution);

}  // namespace flows::store
