#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/clock.h"

namespace flows::model {

// The statuses of an execution, spelled as AWS spells them; they are stored as these texts. All but
// the first are final.
inline constexpr std::string_view kExecutionRunning = "Running";
inline constexpr std::string_view kExecutionSucceeded = "Succeeded";
inline constexpr std::string_view kExecutionFailed = "Failed";
inline constexpr std::string_view kExecutionTimedOut = "TimedOut";
inline constexpr std::string_view kExecutionAborted = "Aborted";
inline constexpr std::array kExecutionStatuses{kExecutionRunning, kExecutionSucceeded,
                                               kExecutionFailed, kExecutionTimedOut,
                                               kExecutionAborted};

// Identifies an execution: its name is unique within an alias of a flow.
struct ExecutionName {
  std::string flow_id;
  std::string alias_id;
  std::string name;
};

// An execution as lists of executions show it.
struct FlowExecution {
  std::int64_t id = 0;  // internal to the emulator; grows with time
  ExecutionName name;
  std::string version;  // of the flow: digits, or kDraftVersion
  std::string status;
  base::TimePoint started_at;
  std::optional<base::TimePoint> ended_at = {};
  std::optional<std::string> errors_json = {};
};

// What an execution was started with. It runs this even if the flow is changed or deleted
// meanwhile.
struct ExecutionSnapshot {
  std::string version;
  std::int64_t revision = 0;
  std::string execution_role_arn;
  std::optional<std::string> customer_encryption_key_arn = {};
  std::string definition_json;
};

std::string flow_execution_arn(const base::Caller& caller, const ExecutionName& name);

}  // namespace flows::model
