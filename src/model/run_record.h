#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/clock.h"
#include "model/flow_event.h"

namespace flows::model {

// The operations that begin a run, spelled as AWS spells them.
inline constexpr std::string_view kInvokeFlow = "InvokeFlow";
inline constexpr std::string_view kStartFlowExecution = "StartFlowExecution";

// The status of a run that waits for its user; an execution never has this status.
inline constexpr std::string_view kRunInputRequired = "InputRequired";

// One run of a flow and what is known of it, whichever operation began it.
struct RunRecord {
  std::string operation = std::string(kInvokeFlow);  // or kStartFlowExecution
  base::Caller caller;
  std::string flow_id;
  std::string alias_id;
  std::string version;
  std::string execution_id;
  base::TimePoint started_at;
  std::optional<base::TimePoint> ended_at = {};
  std::string status = {};  // a status of flow_execution.h, or kRunInputRequired
  History events = {};
  bool cut_short = false;  // more happened than `events` contains
};

}  // namespace flows::model
