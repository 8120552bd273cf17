#include "engine/executor.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "base/limits.h"
#include "engine/node_calls.h"
#include "engine/run_state.h"
#include "engine/values.h"
#include "nodes/loop_nodes.h"

namespace flows::engine {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;
using model::EventField;
using model::FlowEvent;
using model::FlowEventKind;

// One run. Every step returns an Error if its node has failed; `stopped_` is set once the sink
// wants no more events.
class Run {
 public:
  Run(const CompiledFlow& flow, const RunContext& context, EventSink& sink)
      : flow_(flow),
        context_(context),
        sink_(sink),
        state_(flow),
        calls_(context.pool, context.calls_at_once, context.stop) {}

  RunEnding run(const Json& document) {
    const model::FlowNode& start = flow_.graph().node(flow_.start());
    const model::FlowNodeOutput& port = start.outputs.front();
    record({.kind = FlowEventKind::kFlowInput,
            .node = start.name,
            .fields = one_field({.name = port.name, .content = document, .type = port.type})});
    return go_on();
  }

  RunEnding recover(const model::History& history) {
    for (const FlowEvent& event : history) state_.apply(event);
    const Result<void> done = run_cut_off_nodes();
    return done ? go_on() : fail(done.error());
  }

  RunEnding resume(const model::History& history, Json answer) {
    for (const FlowEvent& event : history) state_.apply(event);
    CHECK(std::holds_alternative<Blocked>(state_.next()) && state_.question(),
          "a run that is resumed waits for its user");
    const std::optional<Question> question = state_.question();
    // A damaged history may end before the outcome of a node that only another call can give.
    Result<void> done = run_cut_off_nodes();
    if (done) done = take_answer(question->node, std::move(answer));
    return done ? go_on() : fail(done.error());
  }

 private:
  Result<void> run_cut_off_nodes() {
    for (const std::size_t position : state_.at_work()) RETURN_IF_ERROR(run_again(position));
    return {};
  }

  RunEnding go_on() {
    while (!is_stopped()) {
      if (state_.inputs_taken() > context_.steps_max) return fail_flow(too_many_steps());
      if (is_over()) return fail_out_of_time();
      const NextStep next = state_.next();
      if (std::holds_alternative<Nothing>(next)) return {.status = RunStatus::kSucceeded};
      if (std::holds_alternative<Blocked>(next) && calls_.empty()) {
        CHECK(state_.question(), "a run that is blocked waits for its user");
        return {.status = RunStatus::kInputRequired, .question = state_.question()};
      }
      if (const Result<void> done = take(next); !done) return fail(done.error());
    }
    return {.status = RunStatus::kStopped};
  }

  [[nodiscard]] Error too_many_steps() const {
    return {ErrorCode::kValidation,
            fmt::format("The flow ran for more than {} steps.", context_.steps_max)};
  }

  // Gives one event to the sink and then applies it. Returns false once the run must end.
  bool record(FlowEvent event) {
    event.time = context_.clock.now();
    stopped_ = stopped_ || !sink_.emit(event);
    if (stopped_) return false;
    if (context_.observers != nullptr) context_.observers->on_event(event);
    state_.apply(event);
    return true;
  }

  // Ends the run because the current node has failed.
  RunEnding fail(const Error& error) {
    if (is_stopped()) return {.status = RunStatus::kStopped};
    if (is_over()) return fail_out_of_time();
    record({.kind = FlowEventKind::kNodeFailure,
            .node = flow_.graph().node(node_).name,
            .scope = state_.scope(flow_.scope(node_).size()),
            .failure = error});
    const auto due = deadlines_.find(node_);
    const bool timed_out = due != deadlines_.end() && context_.clock.now() >= due->second;
    return fail_flow(error, flow_.graph().node(node_).name, timed_out);
  }

  RunEnding fail_out_of_time() {
    return fail_flow({ErrorCode::kValidation, "The flow did not finish within its time limit."}, {},
                     true);
  }

  RunEnding fail_flow(const Error& error, const std::string& node = {}, bool timed_out = false) {
    record({.kind = FlowEventKind::kFlowFailure, .node = node, .failure = error});
    return {.status = RunStatus::kFailed, .failure = error, .timed_out = timed_out, .node = node};
  }

  void flush() { stopped_ = stopped_ || !sink_.flush(); }
  [[nodiscard]] bool is_over() const { return context_.clock.now() >= context_.deadline; }
  [[nodiscard]] bool is_stopped() const { return stopped_ || context_.stop.stop_requested(); }

  Result<void> take(const NextStep& next) {
    return std::visit([this](const auto& step) { return this->take_step(step); }, next);
  }
  static Result<void> take_step(const Nothing& /*step*/) { return {}; }
  Result<void> take_step(const Blocked& /*step*/) { return end_calls(); }
  Result<void> take_step(const RunNode& step) { return run_node(step.node); }
  Result<void> take_step(const BeginItem& step) { return begin_item(step); }
  Result<void> take_step(const BeginPass& step) { return begin_pass(step); }
  Result<void> take_step(const EndLoop& step) { return end_loop(step.node); }
  Result<void> take_step(const GatherItem& step) { return gather(step.node); }

  Result<void> run_node(std::size_t position) {
    const nodes::NodeTraits& traits = flow_.traits(position);
    if (traits.calls_out && calls_.full()) return end_calls();
    node_ = position;
    ASSIGN_OR_RETURN(nodes::NodeInputs inputs, evaluate_inputs(flow_, state_, position));
    // The inputs of a gathering node were recorded item by item.
    if (!traits.starts && traits.gathers_from.empty()) {
      record(event(FlowEventKind::kNodeInput, position, input_fields(flow_, position, inputs)));
    }
    return call(position, std::move(inputs));
  }

  Result<void> take_answer(std::size_t position, Json answer) {
    node_ = position;
    ASSIGN_OR_RETURN(EventField field, answer_field(flow_, position, std::move(answer)));
    record(event(FlowEventKind::kInputGiven, position, one_field(std::move(field))));
    ASSIGN_OR_RETURN(nodes::NodeInputs inputs, evaluate_inputs(flow_, state_, position));
    return call(position, std::move(inputs));
  }

  Result<void> run_again(std::size_t position) {
    if (calls_.full()) RETURN_IF_ERROR(end_calls());
    node_ = position;
    ASSIGN_OR_RETURN(nodes::NodeInputs inputs, evaluate_inputs(flow_, state_, position));
    return call(position, std::move(inputs));
  }

  // Runs the program of a node, at the same time as others if the run overlaps calls.
  Result<void> call(std::size_t position, nodes::NodeInputs inputs) {
    if (flow_.traits(position).calls_out) flush();
    if (is_stopped()) return {};
    const nodes::NodeProgram& program = flow_.node(position).program;
    nodes::NodeContext context = node_context(position);
    if (flow_.traits(position).calls_out && calls_.overlap()) {
      calls_.start(position, [&program, context, inputs = std::move(inputs)](std::stop_token stop) {
        nodes::NodeContext stoppable = context;
        stoppable.stop = std::move(stop);
        return program(inputs, stoppable);
      });
      return {};
    }
    ASSIGN_OR_RETURN(nodes::NodeOutcome outcome, program(inputs, context));
    return record_outcome(position, outcome);
  }

  // Waits for calls and records what they return. A crash meanwhile must not repeat earlier ones.
  Result<void> end_calls() {
    flush();
    if (is_stopped()) return {};
    for (NodeCalls::Ended& ended : calls_.wait_for_ended()) {
      node_ = ended.node;
      ASSIGN_OR_RETURN(nodes::NodeOutcome outcome, std::move(ended.outcome));
      RETURN_IF_ERROR(record_outcome(ended.node, outcome));
    }
    return {};
  }

  nodes::NodeContext node_context(std::size_t position) {
    const bool decides = flow_.traits(position).decides;
    return {.clients = context_.clients,
            .clock = context_.clock,
            .ids = context_.ids,
            .flow_input = state_.flow_input(),
            .continue_condition = context_.continue_condition,
            .pass = decides ? state_.pass(position) : 0,
            .run = context_.run,
            .latency = context_.latency,
            .deadline = node_deadline(position),
            .stop = context_.stop};
  }

  base::TimePoint node_deadline(std::size_t position) {
    if (!context_.node_timeout) return context_.deadline;
    const base::TimePoint due =
        std::min(context_.deadline, context_.clock.now() + *context_.node_timeout);
    deadlines_[position] = due;
    return due;
  }

  Result<void> record_outcome(std::size_t position, nodes::NodeOutcome& outcome) {
    return std::visit([&](auto& kind) { return record_kind(position, kind); }, outcome);
  }

  Result<void> record_kind(std::size_t position, nodes::Produced& produced) {
    ASSIGN_OR_RETURN(auto fields, output_fields(flow_, position, std::move(produced.outputs)));
    record(event(FlowEventKind::kNodeOutput, position, std::move(fields)));
    record_call(position, std::move(produced.call));
    return {};
  }

  Result<void> record_kind(std::size_t position, nodes::Asked& asked) {
    if (!context_.may_wait) {
      return Error{ErrorCode::kValidation,
                   fmt::format("The agent of Node {} asks for input, which an asynchronous "
                               "execution cannot get: {}",
                               flow_.graph().node(position).name, asked.question)};
    }
    if (asked.question.size() > base::limits::kDocumentBytesMax) {
      return too_large("question of", flow_.graph().node(position).name);
    }
    record(event(FlowEventKind::kInputRequired, position,
                 one_field({.name = "question", .content = std::move(asked.question)})));
    record_call(position, std::move(asked.call));
    return {};
  }

  void record_call(std::size_t position, nodes::ReportedCall call) {
    if (call.action) {
      FlowEvent action = event(FlowEventKind::kNodeAction, position, {});
      action.action = std::move(call.action);
      record(std::move(action));
    }
    if (call.agent_traces.empty()) return;
    FlowEvent dependency = event(FlowEventKind::kNodeDependency, position, {});
    dependency.agent_traces = std::move(call.agent_traces);
    record(std::move(dependency));
  }

  Result<void> record_kind(std::size_t position, nodes::Selected& selected) {
    FlowEvent result = event(FlowEventKind::kConditionResult, position, {});
    result.satisfied_conditions = {std::move(selected.condition)};
    record(std::move(result));
    return {};
  }

  Result<void> record_kind(std::size_t position, nodes::Spread& spread) {
    record(event(
        FlowEventKind::kNodeSpread, position,
        one_field(
            {.name = "items", .content = std::move(spread.items), .type = model::IoType::kArray})));
    return {};
  }

  Result<void> record_kind(std::size_t position, nodes::Returned& returned) {
    record(event(FlowEventKind::kFlowOutput, position,
                 one_field({.name = "document",
                            .content = std::move(returned.document),
                            .type = flow_.graph().node(position).inputs.front().type})));
    return {};
  }

  // The input event of the node already shows that passes begin.
  static Result<void> record_kind(std::size_t /*position*/, nodes::Repeated& /*outcome*/) {
    return {};
  }

  Result<void> record_kind(std::size_t position, nodes::Decided& decided) {
    FlowEvent ended = event(FlowEventKind::kPassEnded, position, {});
    ended.again = decided.again;
    record(std::move(ended));
    return {};
  }

  Result<void> begin_pass(const BeginPass& begin) {
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

  Result<void> end_loop(std::size_t position) {
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

  Result<void> begin_item(const BeginItem& begin) {
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

  Result<void> gather(std::size_t position) {
    node_ = position;
    ASSIGN_OR_RETURN(const nodes::NodeInputs inputs,
                     evaluate_arriving_inputs(flow_, state_, position));
    const Json* value = inputs.find(flow_.traits(position).gathers_from);
    CHECK(value != nullptr, "a gathering step has a value to gather");
    // A run that was resumed or recovered must count the gathered bytes again.
    const auto [counted, fresh] = gathered_bytes_.try_emplace(position, 0);
    std::size_t& bytes = counted->second;
    if (fresh) bytes = text_bytes(state_.gathered(position), base::limits::kDocumentBytesMax);
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

  // Returns the scope of one item or one pass of a node.
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
  std::size_t node_ = 0;  // the current node, for its failure event
  std::map<std::size_t, std::size_t> gathered_bytes_;
  std::map<std::size_t, base::TimePoint> deadlines_;  // by node, if nodes have a time limit
  bool stopped_ = false;
  NodeCalls calls_;  // last, so that all calls end before the other members are destroyed
};

}  // namespace

RunEnding run(const CompiledFlow& flow, const Json& document, const RunContext& context,
              EventSink& sink) {
  return Run(flow, context, sink).run(document);
}

RunEnding recover(const CompiledFlow& flow, const model::History& history,
                  const RunContext& context, EventSink& sink) {
  return Run(flow, context, sink).recover(history);
}

RunEnding resume(const CompiledFlow& flow, const model::History& history, Json answer,
                 const RunContext& context, EventSink& sink) {
  return Run(flow, context, sink).resume(history, std::move(answer));
}

}  // namespace flows::engine
