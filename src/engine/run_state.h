#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/compiled_flow.h"
#include "model/flow_event.h"

namespace flows::engine {

// The following structs are the possible next steps. Every position is a node's.
struct RunNode {
  std::size_t node = 0;
};
// Item `index` of the spreading node begins.
struct BeginItem {
  std::size_t node = 0;
  std::size_t index = 0;
};
// Pass `index` of the repeating node begins.
struct BeginPass {
  std::size_t node = 0;
  std::size_t index = 0;
};
// The repeating node ends: it has had its last pass.
struct EndLoop {
  std::size_t node = 0;
};
// The gathering node takes the value of the current item.
struct GatherItem {
  std::size_t node = 0;
};
// Nothing can begin until a node that is at work or asks the user goes on.
struct Blocked {};
// Nothing can start any more: the run is over.
struct Nothing {};

using NextStep = std::variant<Nothing, Blocked, RunNode, BeginItem, BeginPass, EndLoop, GatherItem>;

// The question that a node asks the user.
struct Question {
  std::size_t node = 0;
  base::Json text = {};
};

// A fold over the events of one run: what has happened and, from that, what is ready next. Dead
// nodes are derived, never recorded. Iterations are a stack of frames, because items and the passes
// of a loop are processed strictly one after the other:
//
//   frame 0: the flow  ->  frame 1: item k of an iterator  ->  frame 2: pass j of a loop inside
//
// A frame is opened by the event that begins its item or pass, and dropped when nothing in it can
// happen any more.
class RunState {
 public:
  explicit RunState(const CompiledFlow& flow);

  // Updates the state for one event. Requires events in the order in which they were recorded.
  void apply(const model::FlowEvent& event);

  // Returns the next step, which is always the same for the same events: the innermost frame comes
  // first, then the order of the definition. Drops frames that are finished.
  NextStep next();

  // Returns the value that arrives at an input as seen from the current frames; valid until the
  // next event. It is null for an output that its node did not produce, and nullptr if nothing is
  // connected. Requires that the connected node has given its outputs.
  [[nodiscard]] const base::Json* arriving(const model::InputRef& input) const;

  // Returns the array of values that a gathering node has gathered.
  [[nodiscard]] const base::Json& gathered(std::size_t node) const;

  // Returns one of the items that a spreading node hands out, and how many there are.
  [[nodiscard]] const base::Json& item(std::size_t node, std::size_t index) const;
  [[nodiscard]] std::size_t item_count(std::size_t node) const;

  // Returns the value with which the next pass of a repeating node begins, by the name of an output
  // of its entry.
  [[nodiscard]] const base::Json& entering(std::size_t node, const std::string& name) const;
  // Returns the value that a repeating node gives as its output of that name after the last pass.
  [[nodiscard]] const base::Json& leaving(std::size_t node, const std::string& name) const;
  // Returns how many passes of a repeating node have begun.
  [[nodiscard]] std::size_t pass_count(std::size_t node) const;
  // Returns which pass a deciding node is in, counted from 0.
  [[nodiscard]] std::size_t pass(std::size_t node) const;

  // Returns the positions, in order, of the nodes that have taken their inputs and given nothing
  // yet.
  [[nodiscard]] std::vector<std::size_t> at_work() const;

  // Checks whether a node has taken its inputs in the current iterations and given nothing yet.
  [[nodiscard]] bool is_at_work(std::size_t node) const;

  // Returns the question of the first node that asks the user; nullopt if none asks.
  [[nodiscard]] std::optional<Question> question() const;
  // Returns the user's answer to a node; nullptr if there is none.
  [[nodiscard]] const base::Json* answer(std::size_t node) const;

  // Returns the path of iterations of the first `depth` frames below the flow's frame.
  [[nodiscard]] model::Scope scope(std::size_t depth) const;
  [[nodiscard]] std::size_t depth() const { return frames_.size() - 1; }

  [[nodiscard]] const base::Json& flow_input() const { return flow_input_; }

  // Returns how often nodes have taken inputs, counting every item and pass.
  [[nodiscard]] std::size_t inputs_taken() const { return inputs_taken_; }

 private:
  enum class Status {
    kOpen,
    kAtWork,     // has taken its inputs
    kAsking,     // waits for the user
    kRepeating,  // its inside runs; for all other nodes it is still open
    kDone,
    kDead,
  };

  // The passes of a repeating node.
  struct Passes {
    std::map<std::string, base::Json> entering = {};
    std::map<std::string, base::Json> leaving = {};
    bool again = false;  // another pass is to begin
    bool over = false;
  };

  struct NodeState {
    Status status = Status::kOpen;
    std::vector<base::Json> outputs = {};      // by position; null: not produced
    std::optional<std::string> selected = {};  // the satisfied condition
    base::Json items = base::Json::array();    // of a spreading node
    base::Json item_count = 0U;                // the number of `items`
    Passes passes = {};
    std::size_t begun = 0;  // items or passes begun so far
    base::Json gathered = base::Json::array();
    base::Json question = {};  // of a node that asks
    std::optional<base::Json> answer = {};
  };

  struct Frame {
    std::size_t spreader = 0;  // the spreading or repeating node; meaningless in frame 0
    std::size_t index = 0;     // of the item or pass
    std::vector<NodeState> nodes = {};
    std::vector<bool> took_item = {};  // gathering nodes that have taken this item's value
  };

  Frame new_frame(std::size_t spreader, std::size_t index) const;
  [[nodiscard]] bool is_current(const nodes::ScopePath& path) const;
  [[nodiscard]] const NodeState& state(std::size_t node) const;
  NodeState& state(std::size_t node);
  [[nodiscard]] bool iteration_over(std::size_t spreader) const;
  [[nodiscard]] Status gates_status(std::size_t node) const;
  [[nodiscard]] Status input_status(const model::InputRef& input) const;
  [[nodiscard]] Status source_status(const model::OutputRef& source) const;
  [[nodiscard]] Status readiness(std::size_t node) const;
  void mark_dead(std::size_t depth);
  [[nodiscard]] bool can_gather(std::size_t node) const;
  [[nodiscard]] NextStep next_in_frame(std::size_t depth) const;
  void store_outputs(NodeState& node_state, std::size_t node, const model::FlowEvent& event);
  void take_input(std::size_t node, const model::FlowEvent& event);
  void take_output(std::size_t node, const model::FlowEvent& event);
  void open_frame(std::size_t around, std::size_t first, const model::FlowEvent& event);
  [[nodiscard]] std::optional<NextStep> next_inside(std::size_t node) const;

  const CompiledFlow& flow_;
  base::Json flow_input_;
  std::vector<Frame> frames_;
  std::size_t inputs_taken_ = 0;
};

}  // namespace flows::engine
