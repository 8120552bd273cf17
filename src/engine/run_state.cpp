#include "engine/run_state.h"

#include <algorithm>

#include "nodes/loop_nodes.h"

namespace flows::engine {

using base::Json;
using model::FlowEvent;
using model::FlowEventKind;

RunState::RunState(const CompiledFlow& flow) : flow_(flow) { frames_.push_back(new_frame(0, 0)); }

RunState::Frame RunState::new_frame(std::size_t spreader, std::size_t index) const {
  return {.spreader = spreader,
          .index = index,
          .nodes = std::vector<NodeState>(flow_.graph().size()),
          .took_item = std::vector<bool>(flow_.graph().size(), false)};
}

bool RunState::is_current(const nodes::ScopePath& path) const {
  if (path.size() >= frames_.size()) return false;
  for (std::size_t depth = 0; depth < path.size(); ++depth) {
    if (frames_[depth + 1].spreader != path[depth]) return false;
  }
  return true;
}

const RunState::NodeState& RunState::state(std::size_t node) const {
  return frames_[flow_.scope(node).size()].nodes[node];
}

RunState::NodeState& RunState::state(std::size_t node) {
  return frames_[flow_.scope(node).size()].nodes[node];
}

void RunState::apply(const FlowEvent& event) {
  if (event.kind == FlowEventKind::kFlowInput) {
    flow_input_ = event.fields.front().content;
    return;
  }
  if (event.kind == FlowEventKind::kFlowFailure) return;
  const std::optional<std::size_t> found = flow_.graph().find_node(event.node);
  CHECK(found.has_value(), "an event names a node that the flow does not have");
  const std::size_t node = *found;
  switch (event.kind) {
    case FlowEventKind::kNodeSpread:
      state(node).items = event.fields.front().content;
      state(node).item_count = state(node).items.size();
      state(node).status = Status::kDone;
      break;
    case FlowEventKind::kNodeOutput: take_output(node, event); break;
    case FlowEventKind::kNodeInput: take_input(node, event); break;
    case FlowEventKind::kConditionResult:
      state(node).selected = event.satisfied_conditions.front();
      state(node).status = Status::kDone;
      break;
    case FlowEventKind::kPassEnded: {
      Passes& passes = state(flow_.loop(node)).passes;
      passes.again = event.again;
      passes.over = !event.again;
      state(node).status = Status::kDone;
      break;
    }
    case FlowEventKind::kInputRequired:
      state(node).question = event.fields.front().content;
      state(node).status = Status::kAsking;
      break;
    case FlowEventKind::kInputGiven:
      state(node).answer = event.fields.front().content;
      state(node).status = Status::kAtWork;
      break;
    case FlowEventKind::kFlowOutput: state(node).status = Status::kDone; break;
    case FlowEventKind::kFlowInput:
    case FlowEventKind::kFlowFailure:
    case FlowEventKind::kNodeAction:
    case FlowEventKind::kNodeDependency:
    case FlowEventKind::kNodeFailure: break;
  }
}

void RunState::take_input(std::size_t node, const FlowEvent& event) {
  ++inputs_taken_;
  const nodes::NodeTraits& traits = flow_.traits(node);
  if (traits.repeats) {
    NodeState& loop = state(node);
    loop.status = Status::kRepeating;
    loop.passes.again = true;
    for (const model::EventField& field : event.fields) {
      loop.passes.entering[field.name] = field.content;
    }
  } else if (traits.decides) {
    state(node).status = Status::kAtWork;
    Passes& passes = state(flow_.loop(node)).passes;
    for (const model::EventField& field : event.fields) {
      if (field.category == nodes::kReturnValueToLoopStart) {
        passes.entering[field.name] = field.content;
      } else if (field.category == nodes::kExitLoop) {
        passes.leaving[field.name] = field.content;
      }
    }
  } else if (event.scope.size() > flow_.scope(node).size()) {
    // A scope below the node's own means that this is the input of one gathered item.
    for (const model::EventField& field : event.fields) {
      if (field.name == traits.gathers_from) state(node).gathered.push_back(field.content);
    }
    frames_[flow_.gathered_scope(node).size()].took_item[node] = true;
  } else {
    state(node).status = Status::kAtWork;
  }
}

void RunState::take_output(std::size_t node, const FlowEvent& event) {
  const nodes::NodeTraits& traits = flow_.traits(node);
  if (!traits.spreads_to.empty()) {
    open_frame(node, node, event);
  } else if (traits.enters) {
    state(flow_.loop(node)).passes.again = false;
    open_frame(flow_.loop(node), node, event);
  } else {
    store_outputs(state(node), node, event);
  }
}

void RunState::store_outputs(NodeState& node_state, std::size_t node, const FlowEvent& event) {
  const model::FlowNode& declared = flow_.graph().node(node);
  node_state.outputs.assign(declared.outputs.size(), nullptr);
  for (const model::EventField& field : event.fields) {
    const std::optional<std::size_t> output = declared.find_output(field.name);
    CHECK(output.has_value(), "an event names an output that the node does not have");
    node_state.outputs[*output] = field.content;
  }
  node_state.status = Status::kDone;
}

// Opens the frame of the next item or pass of `around`, in which `first` already has its outputs.
void RunState::open_frame(std::size_t around, std::size_t first, const FlowEvent& event) {
  frames_.resize(flow_.scope(around).size() + 1);
  NodeState& iteration = state(around);
  const std::size_t index = iteration.begun++;
  Frame frame = new_frame(around, index);
  store_outputs(frame.nodes[first], first, event);
  frames_.push_back(std::move(frame));
}

bool RunState::iteration_over(std::size_t spreader) const {
  const NodeState& iteration = state(spreader);
  const std::size_t depth = flow_.scope(spreader).size() + 1;
  const bool in_item = frames_.size() > depth && frames_[depth].spreader == spreader;
  return iteration.status == Status::kDone && iteration.begun == iteration.items.size() && !in_item;
}

RunState::Status RunState::gates_status(std::size_t node) const {
  const std::vector<model::Gate>& gates = flow_.graph().neighbours(node).gates;
  if (gates.empty()) return Status::kDone;
  bool undecided = false;
  for (const model::Gate& gate : gates) {
    const NodeState& condition = state(gate.node);
    if (condition.status == Status::kDone && condition.selected == gate.condition) {
      return Status::kDone;
    }
    undecided =
        undecided || (condition.status != Status::kDone && condition.status != Status::kDead);
  }
  return undecided ? Status::kOpen : Status::kDead;
}

RunState::Status RunState::source_status(const model::OutputRef& source) const {
  const NodeState& from = state(source.node);
  if (from.status != Status::kDone || flow_.traits(source.node).spreads_to.empty()) {
    return from.status;
  }
  // An item exists only in its own frame; the number of items exists from the start.
  const model::FlowNodeOutput& output = flow_.graph().node(source.node).outputs[source.output];
  if (output.name != flow_.traits(source.node).spreads_to) return Status::kDone;
  nodes::ScopePath item_scope = flow_.scope(source.node);
  item_scope.push_back(source.node);
  return is_current(item_scope) ? Status::kDone : Status::kOpen;
}

RunState::Status RunState::input_status(const model::InputRef& input) const {
  const model::GraphNode& neighbours = flow_.graph().neighbours(input.node);
  const std::optional<model::OutputRef>& source = neighbours.sources[input.input];
  if (!source) return Status::kDone;
  const std::string_view gathers_from = flow_.traits(input.node).gathers_from;
  const bool gathers = !gathers_from.empty() &&
                       flow_.graph().node(input.node).inputs[input.input].name == gathers_from;
  if (!gathers) return source_status(*source);
  // The gathered array is complete once the iteration is over, however few values it gave.
  const std::size_t spreader = flow_.gathered_scope(input.node).back();
  if (state(spreader).status == Status::kDead) return Status::kDead;
  return iteration_over(spreader) ? Status::kDone : Status::kOpen;
}

RunState::Status RunState::readiness(std::size_t node) const {
  Status status = gates_status(node);
  const std::size_t inputs = flow_.graph().node(node).inputs.size();
  for (std::size_t input = 0; input < inputs && status != Status::kDead; ++input) {
    const Status arriving = input_status({.node = node, .input = input});
    if (arriving != Status::kDone) status = arriving;
  }
  return status;
}

void RunState::mark_dead(std::size_t depth) {
  for (const std::size_t node : flow_.graph().topological_order()) {
    const nodes::ScopePath& path = flow_.scope(node);
    if (path.size() != depth || !is_current(path)) continue;
    NodeState& node_state = state(node);
    if (node_state.status == Status::kOpen && readiness(node) == Status::kDead) {
      node_state.status = Status::kDead;
    }
  }
}

bool RunState::can_gather(std::size_t node) const {
  const nodes::ScopePath& gathered = flow_.gathered_scope(node);
  if (gathered.empty() || gathered.size() + 1 != frames_.size() || !is_current(gathered)) {
    return false;
  }
  if (frames_.back().took_item[node]) return false;
  const model::FlowNode& declared = flow_.graph().node(node);
  const std::optional<std::size_t> input = declared.find_input(flow_.traits(node).gathers_from);
  CHECK(input.has_value(), "a gathering node has the input that it gathers from");
  const auto& source = flow_.graph().neighbours(node).sources[*input];
  return source && source_status(*source) == Status::kDone;
}

// Returns the next step of a node that is spreading or repeating; nullopt if it has none.
std::optional<NextStep> RunState::next_inside(std::size_t node) const {
  const NodeState& node_state = state(node);
  if (node_state.status == Status::kDone && node_state.begun < node_state.items.size()) {
    return BeginItem{.node = node, .index = node_state.begun};
  }
  if (node_state.status != Status::kRepeating) return std::nullopt;
  if (node_state.passes.again) return BeginPass{.node = node, .index = node_state.begun};
  CHECK(node_state.passes.over, "a pass ends with the decision of its controller");
  return EndLoop{node};
}

NextStep RunState::next_in_frame(std::size_t depth) const {
  std::optional<NextStep> begin;
  bool busy = false;
  for (std::size_t node = 0; node < flow_.graph().size(); ++node) {
    if (can_gather(node)) return GatherItem{node};
    const nodes::ScopePath& path = flow_.scope(node);
    if (path.size() != depth || !is_current(path)) continue;
    const NodeState& node_state = state(node);
    if (node_state.status == Status::kOpen && readiness(node) == Status::kDone) {
      return RunNode{node};
    }
    busy = busy || node_state.status == Status::kAtWork || node_state.status == Status::kAsking;
    if (!begin) begin = next_inside(node);
  }
  // An item or pass begins only when nothing around it can run. Whatever its nodes wait for is then
  // inside it, so a frame in which nothing is ready is finished.
  if (busy) return Blocked{};
  if (begin) return *begin;
  return Nothing{};
}

NextStep RunState::next() {
  while (true) {
    // Dead nodes are marked from the outermost frame inwards, because a node depends only on its
    // own frame and on those around it.
    for (std::size_t depth = 0; depth < frames_.size(); ++depth) mark_dead(depth);
    const NextStep step = next_in_frame(frames_.size() - 1);
    if (!std::holds_alternative<Nothing>(step) || frames_.size() == 1) return step;
    frames_.pop_back();
  }
}

const Json* RunState::arriving(const model::InputRef& input) const {
  const std::optional<model::OutputRef>& source =
      flow_.graph().neighbours(input.node).sources[input.input];
  if (!source) return nullptr;
  const nodes::NodeTraits& traits = flow_.traits(source->node);
  const std::string& output = flow_.graph().node(source->node).outputs[source->output].name;
  if (output == traits.counts_to) return &state(source->node).item_count;
  const NodeState& from = traits.spreads_to.empty()
                              ? state(source->node)
                              : frames_[flow_.scope(source->node).size() + 1].nodes[source->node];
  return &from.outputs[source->output];
}

const Json& RunState::gathered(std::size_t node) const { return state(node).gathered; }

const Json& RunState::item(std::size_t node, std::size_t index) const {
  return state(node).items[index];
}

const Json& RunState::entering(std::size_t node, const std::string& name) const {
  return state(node).passes.entering.at(name);
}

const Json& RunState::leaving(std::size_t node, const std::string& name) const {
  return state(node).passes.leaving.at(name);
}

std::size_t RunState::pass_count(std::size_t node) const { return state(node).begun; }

std::size_t RunState::pass(std::size_t node) const {
  return frames_[flow_.scope(node).size()].index;
}

std::vector<std::size_t> RunState::at_work() const {
  std::vector<std::size_t> nodes;
  for (std::size_t node = 0; node < flow_.graph().size(); ++node) {
    if (is_at_work(node)) nodes.push_back(node);
  }
  return nodes;
}

bool RunState::is_at_work(std::size_t node) const {
  return is_current(flow_.scope(node)) && state(node).status == Status::kAtWork;
}

std::optional<Question> RunState::question() const {
  for (std::size_t node = 0; node < flow_.graph().size(); ++node) {
    if (!is_current(flow_.scope(node)) || state(node).status != Status::kAsking) continue;
    return Question{.node = node, .text = state(node).question};
  }
  return std::nullopt;
}

const Json* RunState::answer(std::size_t node) const {
  const NodeState& node_state = state(node);
  return node_state.answer ? &*node_state.answer : nullptr;
}

std::size_t RunState::item_count(std::size_t node) const { return state(node).items.size(); }

model::Scope RunState::scope(std::size_t depth) const {
  model::Scope path;
  for (std::size_t at = 1; at <= depth; ++at) {
    path.push_back({.node = flow_.graph().node(frames_[at].spreader).name,
                    .type = flow_.traits(frames_[at].spreader).repeats
                                ? model::ControlType::kLoop
                                : model::ControlType::kIterator,
                    .index = frames_[at].index});
  }
  return path;
}

}  // namespace flows::engine
