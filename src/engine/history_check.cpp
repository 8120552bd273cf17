#include "engine/history_check.h"

#include <fmt/format.h>

#include <string_view>
#include <variant>

namespace flows::engine {
namespace {

using base::Error;
using base::Result;
using model::EventField;
using model::FlowEvent;
using model::FlowEventKind;

Error bad(std::string_view what) { return {base::ErrorCode::kInternalServer, std::string(what)}; }

bool has_type(const EventField& field, model::IoType type) {
  return field.type == type && model::type_of(field.content) == type;
}

// Returns the kind of event with which a node at work ends, if it does not ask a question.
FlowEventKind outcome_of(const nodes::NodeTraits& traits) {
  if (traits.ends) return FlowEventKind::kFlowOutput;
  if (traits.chooses) return FlowEventKind::kConditionResult;
  if (traits.decides) return FlowEventKind::kPassEnded;
  return traits.spreads_to.empty() ? FlowEventKind::kNodeOutput : FlowEventKind::kNodeSpread;
}

class HistoryCheck {
 public:
  explicit HistoryCheck(const CompiledFlow& flow) : flow_(flow), state_(flow) {}

  Result<void> take(const FlowEvent& event) {
    RETURN_IF_ERROR(begun_ ? check(event) : check_first(event));
    begun_ = true;
    state_.apply(event);
    return {};
  }

  Result<std::optional<Question>> end() {
    if (!begun_) return bad("the history is empty.");
    if (!std::holds_alternative<Blocked>(state_.next())) return std::optional<Question>();
    return state_.question();
  }

 private:
  [[nodiscard]] Result<void> check_first(const FlowEvent& event) const {
    const model::FlowNode& start = flow_.graph().node(flow_.start());
    const bool fits = event.kind == FlowEventKind::kFlowInput && event.node == start.name &&
                      event.scope.empty() && event.fields.size() == 1 &&
                      has_type(event.fields.front(), start.outputs.front().type);
    if (!fits) return bad("a run begins with the input of its flow");
    return {};
  }

  Result<void> check(const FlowEvent& event) {
    const auto node = flow_.graph().find_node(event.node);
    if (!node) return bad("it names a node that the flow does not have");
    switch (event.kind) {
      case FlowEventKind::kNodeInput: return check_input(*node, event);
      case FlowEventKind::kNodeAction:
      case FlowEventKind::kNodeDependency: return check_scope(event, own_scope(*node));
      case FlowEventKind::kInputGiven: return check_answer(*node, event);
      case FlowEventKind::kFlowInput:
      case FlowEventKind::kNodeFailure:
      case FlowEventKind::kFlowFailure: return bad("a run that goes on has no such event here");
      case FlowEventKind::kNodeOutput:
      case FlowEventKind::kNodeSpread:
      case FlowEventKind::kConditionResult:
      case FlowEventKind::kPassEnded:
      case FlowEventKind::kFlowOutput:
      case FlowEventKind::kInputRequired: break;
    }
    return state_.is_at_work(*node) ? check_outcome(*node, event) : check_step(*node, event);
  }

  // Returns the iterations around a node; nullopt if they have not begun.
  [[nodiscard]] std::optional<model::Scope> own_scope(std::size_t node) const {
    const std::size_t depth = flow_.scope(node).size();
    if (depth > state_.depth()) return std::nullopt;
    return state_.scope(depth);
  }

  // Returns the scope of an item or a pass that begins; nullopt if own_scope is nullopt.
  [[nodiscard]] std::optional<model::Scope> scope_inside(std::size_t node,
                                                         std::size_t index) const {
    auto scope = own_scope(node);
    if (!scope) return scope;
    scope->push_back({.node = flow_.graph().node(node).name,
                      .type = flow_.traits(node).repeats ? model::ControlType::kLoop
                                                         : model::ControlType::kIterator,
                      .index = index});
    return scope;
  }

  static Result<void> check_scope(const FlowEvent& event,
                                  const std::optional<model::Scope>& expected) {
    if (expected && event.scope == *expected) return {};
    return bad("it happens in another iteration than the one at hand");
  }

  static Error out_of_order() { return bad("it cannot follow what happened before it"); }

  Result<void> check_input(std::size_t node, const FlowEvent& event) {
    const NextStep next = state_.next();
    const nodes::NodeTraits& traits = flow_.traits(node);
    const auto* const run = std::get_if<RunNode>(&next);
    const auto* const gather = std::get_if<GatherItem>(&next);
    const bool runs = run != nullptr && run->node == node;
    const bool gathers = gather != nullptr && gather->node == node;
    // A node that starts the flow or has gathered all values runs without an input event.
    const bool silent = traits.starts || !traits.gathers_from.empty();
    if (!gathers && (!runs || silent)) return out_of_order();
    RETURN_IF_ERROR(check_scope(event, gathers ? state_.scope(state_.depth()) : own_scope(node)));
    return check_inputs(node, event);
  }

  // Checks that the event has the value of each connected input.
  [[nodiscard]] Result<void> check_inputs(std::size_t node, const FlowEvent& event) const {
    const auto& sources = flow_.graph().neighbours(node).sources;
    auto field = event.fields.begin();
    bool fits = true;
    for (std::size_t input = 0; input < sources.size(); ++input) {
      if (!sources[input]) continue;
      const model::FlowNodeInput& port = flow_.graph().node(node).inputs[input];
      fits = fits && field != event.fields.end() && field->name == port.name &&
             field->category == port.category && has_type(*field, port.type);
      if (fits) ++field;
    }
    if (fits && field == event.fields.end()) return {};
    return bad("it does not have the inputs of its node");
  }

  [[nodiscard]] Result<void> check_outputs(std::size_t node, const FlowEvent& event) const {
    const auto& outputs = flow_.graph().node(node).outputs;
    bool fits = event.fields.size() == outputs.size();
    for (std::size_t output = 0; fits && output < outputs.size(); ++output) {
      const EventField& field = event.fields[output];
      fits = field.name == outputs[output].name && has_type(field, outputs[output].type);
    }
    if (fits) return {};
    return bad("it does not have the outputs of its node");
  }

  // Checks an event of a node that has taken its inputs.
  [[nodiscard]] Result<void> check_outcome(std::size_t node, const FlowEvent& event) const {
    RETURN_IF_ERROR(check_scope(event, own_scope(node)));
    const nodes::NodeTraits& traits = flow_.traits(node);
    if (event.kind == FlowEventKind::kInputRequired && !traits.asks_through.empty()) return {};
    if (event.kind != outcome_of(traits)) return bad("its node has no such event");
    switch (event.kind) {
      case FlowEventKind::kNodeOutput: return check_outputs(node, event);
      case FlowEventKind::kNodeSpread:
        if (!event.fields.front().content.is_array()) return bad("its items are no list");
        break;
      default: break;
    }
    return {};
  }

  // Checks the output of a node that takes no inputs, or that begins an item or a pass or ends a
  // loop.
  Result<void> check_step(std::size_t node, const FlowEvent& event) {
    if (event.kind != FlowEventKind::kNodeOutput) return out_of_order();
    const NextStep next = state_.next();
    if (const auto* const step = std::get_if<RunNode>(&next)) {
      const nodes::NodeTraits& traits = flow_.traits(step->node);
      if (traits.starts || !traits.gathers_from.empty()) {
        return check_output(step->node, node, event, own_scope(node));
      }
    }
    if (const auto* const step = std::get_if<BeginItem>(&next)) {
      return check_output(step->node, node, event, scope_inside(step->node, step->index));
    }
    if (const auto* const step = std::get_if<BeginPass>(&next)) {
      return check_output(flow_.node(step->node).entry, node, event,
                          scope_inside(step->node, step->index));
    }
    if (const auto* const step = std::get_if<EndLoop>(&next)) {
      return check_output(step->node, node, event, own_scope(node));
    }
    return out_of_order();
  }

  [[nodiscard]] Result<void> check_output(std::size_t expected, std::size_t node,
                                          const FlowEvent& event,
                                          const std::optional<model::Scope>& scope) const {
    if (expected != node) return out_of_order();
    RETURN_IF_ERROR(check_scope(event, scope));
    return check_outputs(node, event);
  }

  Result<void> check_answer(std::size_t node, const FlowEvent& event) {
    const auto question =
        std::holds_alternative<Blocked>(state_.next()) ? state_.question() : std::nullopt;
    if (!question || question->node != node) return out_of_order();
    RETURN_IF_ERROR(check_scope(event, own_scope(node)));
    const model::FlowNode& declared = flow_.graph().node(node);
    const auto input = declared.find_input(flow_.traits(node).asks_through);
    if (input && has_type(event.fields.front(), declared.inputs[*input].type)) return {};
    return bad("it answers with a value of another type");
  }

  const CompiledFlow& flow_;
  RunState state_;
  bool begun_ = false;
};

}  // namespace

Result<std::optional<Question>> check_history(const CompiledFlow& flow,
                                              const model::History& history) {
  HistoryCheck check(flow);
  for (std::size_t at = 0; at < history.size(); ++at) {
    if (const auto taken = check.take(history[at]); !taken) {
      return bad(fmt::format("event {}: {}.", at + 1, taken.error().message));
    }
  }
  return check.end();
}

}  // namespace flows::engine
