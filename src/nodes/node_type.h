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

// A node type, as the rest of the code sees it: a row of data, and a function that turns a node's
// configuration into a program. The executor looks at traits and outcomes, never at a name.
namespace flows::nodes {

// One evaluated input.
struct InputValue {
  std::string_view name;
  base::Json value;
};

// The evaluated inputs of a node, in the order in which they are declared.
class NodeInputs {
 public:
  explicit NodeInputs(std::vector<InputValue> values) : values_(std::move(values)) {}

  [[nodiscard]] const std::vector<InputValue>& all() const { return values_; }

  // Returns the value of that input; nullptr if the node does not declare it or nothing is
  // connected to it.
  [[nodiscard]] const base::Json* find(std::string_view name) const;

  // Replaces the value of that input, which must exist.
  void replace(std::string_view name, base::Json value);

 private:
  std::vector<InputValue> values_;
};

// The outcomes of a node follow; NodeOutcome is one of them.

// The parts of traces that report the call of a service.
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

// The items that the following nodes receive one after the other.
struct Spread {
  base::Json items;  // an array
};

// A value that leaves the flow.
struct Returned {
  base::Json document;
};

// The nodes inside run now, in passes.
struct Repeated {};

// The decision whether the loop around the node goes on with another pass.
struct Decided {
  bool again = false;
};

using NodeOutcome = std::variant<Produced, Asked, Selected, Spread, Returned, Repeated, Decided>;

// Which of the two possible meanings a loop's condition has.
enum class ContinueCondition {
  kGoesOn,  // the loop goes on while it is true
  kEnds,    // the loop ends once it is true
};

// The resources and values that a node may use while it runs.
struct NodeContext {
  Clients& clients;
  const base::Clock& clock;
  base::IdGenerator& ids;
  const base::Json& flow_input;  // the document the run was started with
  ContinueCondition continue_condition = ContinueCondition::kGoesOn;
  std::size_t pass = 0;  // of the loop around the node, counted from 0
  const RunIdentity& run;
  std::optional<std::string> latency = {};  // performanceConfig.latency of the invocation
  base::TimePoint deadline;                 // the time limit of the node
  std::stop_token stop = {};

  // Returns the members that every call of that node has in common.
  [[nodiscard]] Call call(std::string node) const {
    return {.node = std::move(node), .run = run, .deadline = deadline, .stop = stop};
  }
};

// A compiled node, which may run any number of times. Its errors are failures of the node:
// kValidation, kDependencyFailed, kBadGateway, kThrottling, kAccessDenied. It is immutable.
// Threads: any.
using NodeProgram = std::function<base::Result<NodeOutcome>(const NodeInputs&, const NodeContext&)>;

// An input or output that every node of the type has.
struct PortSpec {
  std::string_view name;
  std::optional<model::IoType> type = {};  // nullopt: any
  bool required = true;  // if false, it may be left out, and an input may be unconnected
};

// How a node takes part in the flow of control.
struct NodeTraits {
  bool starts = false;                 // takes the flow's input
  bool ends = false;                   // produces one of the flow's outputs
  bool chooses = false;                // opens conditional connections
  std::string_view spreads_to = {};    // the output that carries one item at a time; empty: none
  std::string_view counts_to = {};     // the output that carries the number of items
  std::string_view gathers_from = {};  // the input that takes one value per item; empty: none
  bool repeats = false;                // has a definition inside, which runs in passes
  bool enters = false;                 // outputs the initial values of each pass of the loop
  bool decides = false;                // decides whether the loop around it goes on
  bool calls_out = false;  // waits for the outside world, so its calls may overlap others
  bool sync_only = false;  // not allowed in asynchronous executions
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
  // Turns a node without Error findings into a program. Errors: kValidation if this version cannot
  // run what the node asks for. nullptr: this version cannot run the type at all.
  base::Result<NodeProgram> (*compile)(const model::FlowNode& node) = nullptr;
  std::string_view not_run_because = {};  // the reason if `compile` is nullptr
};

}  // namespace flows::nodes
