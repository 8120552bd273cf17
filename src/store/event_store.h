#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

// Adds events whose numbers follow each other and what is there. An execution has fewer than 2^24.
void append_events(WriteTxn& txn, std::int64_t execution, std::span<const StoredEvent> events);

// Calls `visit` for the JSON of each event in order, until it says false.
void visit_events(ReadTxn& txn, std::int64_t execution,
                  const std::function<bool(std::string_view event_json)>& visit);

// At most `limit` events of one list after `after`, in order.
std::vector<StoredEvent> list_events(ReadTxn& txn, std::int64_t execution, std::string_view list,
                                     std::int64_t after, int limit);

// Removes at most limits::kEventBatchesRemovedPerCommitMax rows of an execution; false once there
// are none.
bool remove_events(WriteTxn& txn, std::int64_t execution);

}  // namespace flows::store
