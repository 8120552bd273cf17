#include "engine/executor.h"

#include <fmt/format.h>

#include <map>
#include <utility>
#include <variant>

#include "base/limits.h"
#include "engine/run_state.h"
#include "engine/values.h"
#include "nodes/loop_nodes.h"

namespace flows::engine {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using model::EventField;
using model::FlowEvent;
using model::FlowEventKind;

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
// clang 14 cannot find this one by itself.
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

// One run. Every step returns an Error where the node has failed; `stopped_` says that nobody
// listens any more.
class Run {
 public:
  Run(const CompiledFlow& flow, const RunContext& context, EventSink& sink)
      : flow_(flow), context_(context), sink_(sink), state_(flow) {}

  RunEnding run(const Json& document) {
    const model::FlowNode& start = flow_.graph().node(flow_.start());
    const model::FlowNodeOutput& port = start.outputs.front();
    record({.kind = FlowEventKind::kFlowInput,
            .node = start.name,
            .fields = {{.name = port.name, .content = document, .type = port.type}}});
    for (std::size_t steps = 0; !stopped_; ++steps) {
      if (context_.stop.stop_requested()) break;
      if (steps == base::limits::kStepsPerRunMax) return fail({}, too_many_steps());
      if (context_.clock.now() >= context_.deadline) return fail({}, out_of_time());
      const NextStep next = state_.next();
      if (std::holds_alternative<Nothing>(next)) return {.status = RunStatus::kSucceeded};
      const base::Result<void> done = take(next);
      if (!done) return fail(node_, done.error());
    }
    return {.status = RunStatus::kStopped};
  }

 private:
  static Error too_many_steps() {
    return {ErrorCode::kValidation,
            fmt::format("The flow ran for more than {} steps.", base::limits::kStepsPerRunMax)};
  }

  static Error out_of_time() {
    return {ErrorCode::kValidation, "The flow did not finish within its time limit."};
  }

  // Gives one event to the sink, then believes it. False once the run is to end.
  bool record(FlowEvent event) {
    event.time = context_.clock.now();
    stopped_ = stopped_ || !sink_.emit(event);
    if (!stopped_) state_.apply(event);
    return !stopped_;
  }

  RunEnding fail(const std::optional<std::size_t>& node, const Error& error) {
    if (stopped_ || context_.stop.stop_requested()) return {.status = RunStatus::kStopped};
    if (node) {
      record({.kind = FlowEventKind::kNodeFailure,
              .node = flow_.graph().node(*node).name,
              .scope = state_.scope(flow_.scope(*node).size()),
              .failure = error});
    }
    record({.kind = FlowEventKind::kFlowFailure, .failure = error});
    return {.status = RunStatus::kFailed, .failure = error};
  }

  base::Result<void> take(const NextStep& step) {
    return std::visit(Overloaded{[](const Nothing&) { return base::Result<void>(); },
                                 [this](const RunNode& next) { return run_node(next.node); },
                                 [this](const BeginItem& next) { return begin_item(next); },
                                 [this](const BeginPass& next) { return begin_pass(next); },
                                 [this](const EndLoop& next) { return end_loop(next.node); },
                                 [this](const GatherItem& next) { return gather(next.node); }},
                      step);
  }

  base::Result<void> run_node(std::size_t position) {
    node_ = position;
    const nodes::NodeTraits& traits = flow_.traits(position);
    ASSIGN_OR_RETURN(nodes::NodeInputs inputs, evaluate_inputs(flow_, state_, position));
    // The inputs of a gathering node were recorded item by item.
    if (!traits.starts && traits.gathers_from.empty()) {
      if (!record(
              event(FlowEventKind::kNodeInput, position, input_fields(flow_, position, inputs)))) {
        return {};
      }
    }
    const nodes::NodeContext context{.clients = context_.clients,
                                     .clock = context_.clock,
                                     .ids = context_.ids,
                                     .flow_input = state_.flow_input(),
                                     .continue_condition = context_.continue_condition,
                                     .pass = traits.decides ? state_.pass(position) : 0,
                                     .run = context_.run,
                                     .latency = context_.latency,
                                     .deadline = context_.deadline,
                                     .stop = context_.stop};
    ASSIGN_OR_RETURN(nodes::NodeOutcome outcome, flow_.node(position).program(inputs, context));
    return std::visit([&](auto& kind) { return record_outcome(position, kind); }, outcome);
  }

  base::Result<void> record_outcome(std::size_t position, nodes::Produced& produced) {
    ASSIGN_OR_RETURN(auto fields, output_fields(flow_, position, std::move(produced.outputs)));
    record(event(FlowEventKind::kNodeOutput, position, std::move(fields)));
    if (produced.action) {
      FlowEvent action = event(FlowEventKind::kNodeAction, position, {});
      action.action = std::move(produced.action);
      record(std::move(action));
    }
    return {};
  }

  base::Result<void> record_outcome(std::size_t position, nodes::Selected& selected) {
    FlowEvent result = event(FlowEventKind::kConditionResult, position, {});
    result.satisfied_conditions = {std::move(selected.condition)};
    record(std::move(result));
    return {};
  }

  base::Result<void> record_outcome(std::size_t position, nodes::Spread& spread) {
    record(event(
        FlowEventKind::kNodeSpread, position,
        {{.name = "items", .content = std::move(spread.items), .type = model::IoType::kArray}}));
    return {};
  }

  base::Result<void> record_outcome(std::size_t position, nodes::Returned& returned) {
    record(event(FlowEventKind::kFlowOutput, position,
                 {{.name = "document",
                   .content = returned.document,
                   .type = flow_.graph().node(position).inputs.front().type}}));
    return {};
  }

  // Its input event has said already that passes begin.
  static base::Result<void> record_outcome(std::size_t /*position*/, nodes::Repeated& /*outcome*/) {
    return {};
  }

  base::Result<void> record_outcome(std::size_t position, nodes::Decided& decided) {
    FlowEvent ended = event(FlowEventKind::kPassEnded, position, {});
    ended.again = decided.again;
    record(std::move(ended));
    return {};
  }

  base::Result<void> begin_pass(const BeginPass& begin) {
    const std::size_t entry = flow_.node(begin.node).entry;
    node_ = entry;
    std::vector<std::pair<std::string, Json>> values;
    for (const model::FlowNodeOutput& output : flow_.graph().node(entry).outputs) {
      values.emplace_back(output.name, state_.entering(begin.node, output.name));
    }
    ASSIGN_OR_RETURN(auto fields, output_fields(flow_, entry, std::move(values)));
    record({.kind = FlowEventKind::kNodeOutput,
            .node = flow_.graph().node(entry).name,
            .scope = inside(begin.node, begin.index),
            .fields = std::move(fields)});
    return {};
  }

  base::Result<void> end_loop(std::size_t position) {
    node_ = position;
    std::vector<std::pair<std::string, Json>> values;
    for (const model::FlowNodeOutput& output : flow_.graph().node(position).outputs) {
      values.emplace_back(output.name, output.name == nodes::kIterationCount
                                           ? Json(state_.pass_count(position))
                                           : state_.leaving(position, output.name));
    }
    ASSIGN_OR_RETURN(auto fields, output_fields(flow_, position, std::move(values)));
    record(event(FlowEventKind::kNodeOutput, position, std::move(fields)));
    return {};
  }

  base::Result<void> begin_item(const BeginItem& begin) {
    node_ = begin.node;
    const nodes::NodeTraits& traits = flow_.traits(begin.node);
    ASSIGN_OR_RETURN(
        auto fields,
        output_fields(flow_, begin.node,
                      {{std::string(traits.spreads_to), state_.item(begin.node, begin.index)},
                       {std::string(traits.counts_to), Json(state_.item_count(begin.node))}}));
    record({.kind = FlowEventKind::kNodeOutput,
            .node = flow_.graph().node(begin.node).name,
            .scope = inside(begin.node, begin.index),
            .fields = std::move(fields)});
    return {};
  }

  base::Result<void> gather(std::size_t position) {
    node_ = position;
    ASSIGN_OR_RETURN(const nodes::NodeInputs inputs,
                     evaluate_arriving_inputs(flow_, state_, position));
    const Json* value = inputs.find(flow_.traits(position).gathers_from);
    CHECK(value != nullptr, "a gathering step has a value to gather");
    std::size_t& bytes = gathered_bytes_[position];
    bytes += text_bytes(*value, base::limits::kDocumentBytesMax);
    if (bytes > base::limits::kDocumentBytesMax) {
      return too_large("values gathered by", flow_.graph().node(position).name);
    }
    FlowEvent item =
        event(FlowEventKind::kNodeInput, position, input_fields(flow_, position, inputs));
    item.scope = state_.scope(state_.depth());
    record(std::move(item));
    return {};
  }

  // The scope of one item, or of one pass, of a node.
  [[nodiscard]] model::Scope inside(std::size_t position, std::size_t index) const {
    model::Scope scope = state_.scope(flow_.scope(position).size());
    scope.push_back({.node = flow_.graph().node(position).name,
                     .type = flow_.traits(position).repeats ? model::ControlType::kLoop
                                                            : model::ControlType::kIterator,
                     .index = index});
    return scope;
  }

  FlowEvent event(FlowEventKind kind, std::size_t position, std::vector<EventField> fields) const {
    return {.kind = kind,
            .node = flow_.graph().node(position).name,
            .scope = state_.scope(flow_.scope(position).size()),
            .fields = std::move(fields)};
  }

  const CompiledFlow& flow_;
  const RunContext& context_;
  EventSink& sink_;
  RunState state_;
  std::optional<std::size_t> node_;  // the one that runs, for its failure event
  std::map<std::size_t, std::size_t> gathered_bytes_;
  bool stopped_ = false;
};

}  // namespace

RunEnding run(const CompiledFlow& flow, const Json& document, const RunContext& context,
              EventSink& sink) {
  return Run(flow, context, sink).run(document);
}

}  // namespace flows::engine
