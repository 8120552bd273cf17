#include "validate/rules.h"

#include <utility>

#include "base/limits.h"

namespace flows::validate {
namespace {

// All rules, in the order in which findings are reported.
constexpr Rule kRules[] = {
    {"MissingStartingNodes", check_starting_nodes},
    {"MissingEndingNodes", check_ending_nodes},
    {"MissingNodeConfiguration", check_configuration},
    {"MissingNodeInput", check_missing_inputs},
    {"MissingNodeOutput", check_missing_outputs},
    {"UnknownNodeInput", check_unknown_inputs},
    {"UnknownNodeOutput", check_unknown_outputs},
    {"MismatchedNodeInputType", check_input_types},
    {"MismatchedNodeOutputType", check_output_types},
    {"MalformedNodeInputExpression", check_input_expressions},
    {"MalformedConditionExpression", check_condition_expressions},
    {"DuplicateConditionExpression", check_repeated_conditions},
    {"MissingDefaultCondition", check_default_condition},
    {"MissingConnectionConfiguration", check_connection_configuration},
    {"UnknownConnectionSource", check_connection_source},
    {"UnknownConnectionTarget", check_connection_target},
    {"UnknownConnectionSourceOutput", check_connection_source_output},
    {"UnknownConnectionTargetInput", check_connection_target_input},
    {"UnknownConnectionCondition", check_connection_condition},
    {"DuplicateConnections", check_repeated_connections},
    {"MultipleNodeInputConnections", check_single_source},
    {"UnfulfilledNodeInput", check_unconnected_inputs},
    {"IncompatibleConnectionDataType", check_connection_types},
    {"CyclicConnection", check_cycles},
    {"UnreachableNode", check_reachable},
    {"UnsatisfiedConnectionConditions", check_satisfiable},
    {"MissingLoopInputNode", check_loop_input_exists},
    {"MissingLoopControllerNode", check_loop_controller_exists},
    {"MultipleLoopInputNodes", check_one_loop_input},
    {"MultipleLoopControllerNodes", check_one_loop_controller},
    {"LoopIncompatibleNodeType", check_types_in_loops},
    {"InvalidLoopBoundary", check_loop_boundaries},
    {"Unspecified", check_counts_and_scopes},
};

}  // namespace

std::span<const Rule> rules() { return kRules; }

bool Report::is_full() const { return findings_.size() >= base::limits::kFindingsMax; }

void Report::add(model::Severity severity, std::string pointer, std::string message,
                 base::Json details) {
  if (is_full()) return;
  findings_.push_back({.type = type_,
                       .severity = severity,
                       .message = std::move(message),
                       .details = std::move(details),
                       .pointer = std::move(pointer)});
}

}  // namespace flows::validate
