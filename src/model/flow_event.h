#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "model/io_type.h"

namespace flows::model {

// What can happen in a run. All but the last four kinds exist in the API (FlowExecutionEvent). The
// last four exist only in the emulator: kNodeSpread records the items that an iterator will hand
// out, kPassEnded whether a loop controller wants another pass, kInputRequired that a node asks the
// user, and kInputGiven the user's answer.
enum class FlowEventKind {
  kFlowInput,
  kFlowOutput,
  kFlowFailure,
  kNodeInput,
  kNodeOutput,
  kNodeAction,
  kNodeDependency,
  kConditionResult,
  kNodeFailure,
  kNodeSpread,
  kPassEnded,
  kInputRequired,
  kInputGiven,
};

enum class ControlType { kIterator, kLoop };

// One step of the path of iterations in which an event happened; `index` counts from 0.
struct ScopeStep {
  std::string node;
  ControlType type = ControlType::kIterator;
  std::size_t index = 0;

  friend bool operator==(const ScopeStep&, const ScopeStep&) = default;
};

// Outermost first; empty outside of all iterations.
using Scope = std::vector<ScopeStep>;

// Where an input's value came from.
struct FieldSource {
  std::string node;
  std::string output;
  std::string expression;

  friend bool operator==(const FieldSource&, const FieldSource&) = default;
};

// Where an output's value goes.
struct FieldTarget {
  std::string node;
  std::string input;

  friend bool operator==(const FieldTarget&, const FieldTarget&) = default;
};

// The value of one input or output.
struct EventField {
  std::string name;
  base::Json content;
  IoType type = IoType::kString;
  std::optional<FieldSource> source = {};    // inputs
  std::optional<std::string> category = {};  // inputs of a loop controller
  std::vector<FieldTarget> next = {};        // outputs: every data target, taken or not

  friend bool operator==(const EventField&, const EventField&) = default;
};

// A call that a node made to another service.
struct NodeAction {
  std::string request_id;
  std::string service_name;
  std::string operation_name;
  base::Json request;
  base::Json response;

  friend bool operator==(const NodeAction&, const NodeAction&) = default;
};

// What an agent did for a node.
struct AgentTrace {
  std::string agent_id;
  std::string agent_alias_id;
  std::string session_id;
  base::Json trace;  // the union Trace of InvokeAgent

  friend bool operator==(const AgentTrace&, const AgentTrace&) = default;
};

// One thing that happened in a run. `kind` determines which members are set.
struct FlowEvent {
  FlowEventKind kind = FlowEventKind::kFlowInput;
  base::TimePoint time = {};
  std::string node = {};  // for kFlowFailure, the node that failed; empty if none did
  Scope scope = {};
  // The inputs or outputs. kNodeSpread has one field, the array; kInputRequired one, the question;
  // kInputGiven one, the input that takes the answer.
  std::vector<EventField> fields = {};
  std::vector<std::string> satisfied_conditions = {};  // kConditionResult
  bool again = false;                                  // kPassEnded
  std::optional<NodeAction> action = {};               // kNodeAction
  std::vector<AgentTrace> agent_traces = {};           // kNodeDependency
  std::optional<base::Error> failure = {};             // kNodeFailure, kFlowFailure

  friend bool operator==(const FlowEvent&, const FlowEvent&) = default;
};

// Everything that happened in a run, in order.
using History = std::vector<FlowEvent>;

}  // namespace flows::model
