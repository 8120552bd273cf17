#pragma once

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/id_generator.h"
#include "base/json.h"
#include "model/flow_definition.h"
#include "model/flow_event.h"
#include "nodes/clients.h"

// What a node type is to the rest of the house: a row of data, and a function that turns a node's
// configuration into a program. The executor looks at traits and outcomes, never at a name.
namespace flows::nodes {

// One evaluated input.
struct InputValue {
  std::string_view name;
  base::Json value;
};

// What goes into a node, in the order its inputs are declared.
class NodeInputs {
 public:
  explicit NodeInputs(std::vector<InputValue> values) : values_(std::move(values)) {}

  [[nodiscard]] const std::vector<InputValue>& all() const { return values_; }

  // The value of that input; nullptr if the node does not declare it or nothing is connected to it.
  [[nodiscard]] const base::Json* find(std::string_view name) const;

  // Puts `value` in the place of the value of that input, which must be there.
  void replace(std::string_view name, base::Json value);

 private:
  std::vector<InputValue> values_;
};

// The outcomes of a node follow; NodeOutcome is one of them.

// What traces report about the call of a service.
struct ReportedCall {
  std::optional<model::NodeAction> action = {};
  std::vector<model::AgentTrace> agent_traces = {};
};

// Values for outputs, by name.
struct Produced {
  std::vector<std::pair<std::string, base::Json>> outputs;
  ReportedCall call = {};
};

// A question to the user of the flow; the node runs again with the answer.
struct Asked {
  std::string question;
  ReportedCall call = {};
};

// The condition that was satisfied.
struct Selected {
  std::string condition;
};

// The items that what follows will see one after the other.
struct Spread {
  base::Json items;  // an array
};

// A value that leaves the flow.
struct Returned {
  base::Json document;
};

// What is inside of the node runs now, again and again.
struct Repeated {};

// Whether the loop around the node goes on with another pass.
struct Decided {
  bool again = false;
};

using NodeOutcome = std::variant<Produced, Asked, Selected, Spread, Returned, Repeated, Decided>;

// Which of the two readings of a loop's condition holds.
enum class ContinueCondition {
  kGoesOn,  // the loop goes on while it is true
  kEnds,    // the loop ends once it is true
};

// What a node may touch while it runs.
struct NodeContext {
  Clients& clients;
  const base::Clock& clock;
  base::IdGenerator& ids;
  const base::Json& flow_input;  // the document the run was started with
  ContinueCondition continue_condition = ContinueCondition::kGoesOn;
  std::size_t pass = 0;  // of the loop around the node, from 0
  const RunIdentity& run;
  std::optional<std::string> latency = {};  // performanceConfig.latency of the invocation
  base::TimePoint deadline;                 // when the node's time is over
  std::stop_token stop = {};

  // What every call of that node has.
  [[nodiscard]] Call call(std::string node) const {
    return {.node = std::move(node), .run = run, .deadline = deadline, .stop = stop};
  }
};

// One node, ready to run as often as the flow needs it. Errors are the node's failure: kValidation,
// kDependencyFailed, kBadGateway, kThrottling, kAccessDenied. Threads: immutable, so any.
using NodeProgram = std::function<base::Result<NodeOutcome>(const NodeInputs&, const NodeContext&)>;

// An input or output that every node of the type has.
struct PortSpec {
  std::string_view name;
  std::optional<model::IoType> type = {};  // nullopt: any
  bool required = true;  // else it may be left out, and an input need not be connected
};

// How a node takes part in the flow of control.
struct NodeTraits {
  bool starts = false;                 // takes the flow's input
  bool ends = false;                   // gives one of the flow's outputs
  bool chooses = false;                // opens conditional connections
  std::string_view spreads_to = {};    // the output that carries one item at a time; empty: none
  std::string_view counts_to = {};     // the output that carries the number of items
  std::string_view gathers_from = {};  // the input that takes one value of each item; empty: none
  bool repeats = false;                // has a definition inside, which runs in passes
  bool enters = false;                 // hands out what a pass of the loop around it begins with
  bool decides = false;                // says whether the loop around it goes on
  bool calls_out = false;              // waits for the outside world, so it may overlap others
  bool sync_only = false;              // not in asynchronous executions
  std::string_view asks_through = {};  // the input that takes the user's answers; empty: never asks
};

struct NodeType {
  std::string_view name;          // FlowNodeType
  std::string_view runtime_name;  // nodeType in the events of InvokeFlow
  std::span<const PortSpec> inputs = {};
  std::span<const PortSpec> outputs = {};
  bool free_inputs = false;   // inputs of any name are allowed in addition to `inputs`
  bool free_outputs = false;  // the same for outputs
  bool configured = true;     // the configuration has members, so it may not be left out
  NodeTraits traits = {};
  // Turns a node without Error findings into a program. Errors: kValidation, where this version
  // does not run what the node asks for. nullptr: this version does not run the type at all.
  base::Result<NodeProgram> (*compile)(const model::FlowNode& node) = nullptr;
  std::string_view not_run_because = {};  // where `compile` is nullptr
};

}  // namespace flows::nodes
