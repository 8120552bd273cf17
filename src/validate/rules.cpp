#include "validate/rules.h"

#include <array>
#include <utility>

#include "base/limits.h"

namespace flows::validate {
namespace {

constexpr std::array<Rule, 26> kRules = {{
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
    {"Unspecified", check_counts_and_scopes},
}};

constexpr std::array<UnsupportedRule, 7> kUnsupported = {{
    {"UnsatisfiedConnectionConditions", "needs the sets of conditions that each node depends on"},
    {"MissingLoopInputNode", "comes with the Loop node"},
    {"MissingLoopControllerNode", "comes with the Loop node"},
    {"MultipleLoopInputNodes", "comes with the Loop node"},
    {"MultipleLoopControllerNodes", "comes with the Loop node"},
    {"LoopIncompatibleNodeType", "comes with the Loop node"},
    {"InvalidLoopBoundary", "comes with the Loop node"},
}};

}  // namespace

std::span<const Rule> rules() { return kRules; }

std::span<const UnsupportedRule> unsupported_rules() { return kUnsupported; }

void Report::add(model::Severity severity, std::string message, base::Json details) {
  if (findings_.size() == base::limits::kFindingsMax) return;
  findings_.push_back({.type = type_,
                       .severity = severity,
                       .message = std::move(message),
                       .details = std::move(details)});
}

}  // namespace flows::validate
