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

// What has happened in asynchronous executions. The events that one commit adds are one row. Every
// function may throw StorageFailure, which Database handles.
namespace flows::store {

// Which events ListFlowExecutionEvents lists where.
inline constexpr std::string_view kFlowEvents = "Flow";
inline constexpr std::string_view kNodeEvents = "Node";
inline constexpr std::string_view kOwnEvents = "";  // nowhere: what only we need to go on

struct StoredEvent {
  std::int64_t seq = 0;    // from 1, in the order of what happened
  std::string_view list;   // one of the above; not set where events are read
  std::string event_json;  // see model/event_json.h; one line
};

// The highest number of an execution whose events have keys.
inline constexpr std::int64_t kExecutionNumberMax = std::numeric_limits<std::int64_t>::max() >> 24;

// Adds events whose numbers follow each other and what is there. An execution has fewer than 2^24.
void append_events(WriteTxn& txn, std::int64_t execution, std::span<const StoredEvent> events);

// Adds one event after all that are there, damaged ones included, where there is a number left for
// it. `event.seq` is not looked at.
void append_last_event(WriteTxn& txn, std::int64_t execution, const StoredEvent& event);

// Calls `visit` for the JSON of each event in order, until it says false. Errors: kInternalServer,
// where rows are damaged; what can be read of them is visited all the same.
base::Result<void> visit_events(ReadTxn& txn, std::int64_t execution,
                                const std::function<bool(std::string_view event_json)>& visit);

// The events of one row, as they were appended. Errors: kInternalServer, where it is not whole or
// an event is none.
base::Result<model::History> read_batch(std::string_view events);

// At most `limit` events of one list after `after`, in order. Errors: kInternalServer, where rows
// are damaged.
base::Result<std::vector<StoredEvent>> list_events(ReadTxn& txn, std::int64_t execution,
                                                   std::string_view list, std::int64_t after,
                                                   int limit);

// Removes at most limits::kEventBatchesRemovedPerCommitMax rows of an execution; false once there
// are none.
bool remove_events(WriteTxn& txn, std::int64_t execution);

}  // namespace flows::store
