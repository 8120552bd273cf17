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

// What can happen next; every position is a node's.
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
// The repeating node has had its last pass.
struct EndLoop {
  std::size_t node = 0;
};
// The gathering node takes the value of the current item.
struct GatherItem {
  std::size_t node = 0;
};
// Nothing can happen before what has begun goes on: a node that is at work, or one that asks.
struct Blocked {};
// Nothing can start any more: the run is over.
struct Nothing {};

using NextStep = std::variant<Nothing, Blocked, RunNode, BeginItem, BeginPass, EndLoop, GatherItem>;

// What a node asks the user.
struct Question {
  std::size_t node = 0;
  base::Json text = {};
};

// A fold over the events of one run: what has happened, hence what is ready next. What can no
// longer happen (dead nodes) is derived, never recorded. Iterations are a stack of frames, since
// items, and the passes of a loop, are worked on strictly one after the other:
//
//   frame 0: the flow  ->  frame 1: item k of an iterator  ->  frame 2: pass j of a loop inside
//
// A frame is opened by the event that begins its item or pass, and left when nothing in it can
// happen any more.
class RunState {
 public:
  explicit RunState(const CompiledFlow& flow);

  // Takes one event into account. Requires events in the order in which they were recorded.
  void apply(const model::FlowEvent& event);

  // The next step, always the same for the same events: innermost frame first, then the order of
  // the definition.
  NextStep next();

  // The value arriving at an input, as seen from the current frames, until the next event; null
  // where it does not exist (yet), nullptr where nothing is connected.
  [[nodiscard]] const base::Json* arriving(const model::InputRef& input) const;

  // What a gathering node has gathered, an array.
  [[nodiscard]] const base::Json& gathered(std::size_t node) const;

  // One of the items that a spreading node hands out, and how many there are.
  [[nodiscard]] const base::Json& item(std::size_t node, std::size_t index) const;
  [[nodiscard]] std::size_t item_count(std::size_t node) const;

  // What the next pass of a repeating node begins with, under the name of an output of its entry.
  [[nodiscard]] const base::Json& entering(std::size_t node, const std::string& name) const;
  // What a repeating node gives as its output of that name after the last pass.
  [[nodiscard]] const base::Json& leaving(std::size_t node, const std::string& name) const;
  // How many passes of a repeating node have begun.
  [[nodiscard]] std::size_t pass_count(std::size_t node) const;
  // Which pass a deciding node is in, from 0.
  [[nodiscard]] std::size_t pass(std::size_t node) const;

  // The nodes that have taken their inputs and given nothing yet, by position.
  [[nodiscard]] std::vector<std::size_t> at_work() const;

  // Whether that node, in the iterations at hand, has taken its inputs and given nothing yet.
  [[nodiscard]] bool is_at_work(std::size_t node) const;

  // Of the nodes that ask the user, the first one's question; nullopt where none asks.
  [[nodiscard]] std::optional<Question> question() const;
  // What the user has answered that node; nullptr where it did not ask.
  [[nodiscard]] const base::Json* answer(std::size_t node) const;

  // The path of iterations of the first `depth` frames below the flow itself.
  [[nodiscard]] model::Scope scope(std::size_t depth) const;
  [[nodiscard]] std::size_t depth() const { return frames_.size() - 1; }

  [[nodiscard]] const base::Json& flow_input() const { return flow_input_; }

  // How often nodes have taken inputs, every item and pass counted.
  [[nodiscard]] std::size_t inputs_taken() const { return inputs_taken_; }

 private:
  enum class Status {
    kOpen,
    kAtWork,     // has taken its inputs
    kAsking,     // waits for the user
    kRepeating,  // its inside runs; to all others it is still open
    kDone,
    kDead,
  };

  // Of a node that repeats.
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
    base::Json item_count = 0U;                // of them
    Passes passes = {};
    std::size_t begun = 0;  // items or passes begun so far
    base::Json gathered = base::Json::array();
    base::Json question = {};  // of a node that asks
    std::optional<base::Json> answer = {};
  };

  struct Frame {
    std::size_t spreader = 0;  // or repeating node; meaningless in frame 0
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
