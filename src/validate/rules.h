#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"
#include "model/flow_definition.h"

namespace flows::validate {

// Collects the findings of one rule.
class Report {
 public:
  Report(std::string_view type, std::vector<model::Finding>& findings)
      : type_(type), findings_(findings) {}

  void error(std::string message, base::Json details) {
    add(model::Severity::kError, std::move(message), std::move(details));
  }
  void warning(std::string message, base::Json details) {
    add(model::Severity::kWarning, std::move(message), std::move(details));
  }
  // Whether any rule so far has found an error.
  [[nodiscard]] bool has_error() const { return model::has_error(findings_); }

 private:
  void add(model::Severity severity, std::string message, base::Json details);

  std::string_view type_;
  std::vector<model::Finding>& findings_;
};

struct Rule {
  std::string_view type;  // FlowValidationType
  void (*check)(const model::FlowDefinition& definition, Report& report);
};

// Every rule, in the order in which findings are reported.
std::span<const Rule> rules();

// A FlowValidationType that this version never reports.
struct UnsupportedRule {
  std::string_view type;
  std::string_view reason;
};

std::span<const UnsupportedRule> unsupported_rules();

// The rules, by subject: what a flow as a whole must have …
void check_starting_nodes(const model::FlowDefinition& definition, Report& report);
void check_ending_nodes(const model::FlowDefinition& definition, Report& report);
void check_reachable(const model::FlowDefinition& definition, Report& report);
void check_counts_and_scopes(const model::FlowDefinition& definition, Report& report);

// … a node …
void check_configuration(const model::FlowDefinition& definition, Report& report);
void check_missing_inputs(const model::FlowDefinition& definition, Report& report);
void check_missing_outputs(const model::FlowDefinition& definition, Report& report);
void check_unknown_inputs(const model::FlowDefinition& definition, Report& report);
void check_unknown_outputs(const model::FlowDefinition& definition, Report& report);
void check_input_types(const model::FlowDefinition& definition, Report& report);
void check_output_types(const model::FlowDefinition& definition, Report& report);

// … an expression …
void check_input_expressions(const model::FlowDefinition& definition, Report& report);
void check_condition_expressions(const model::FlowDefinition& definition, Report& report);
void check_repeated_conditions(const model::FlowDefinition& definition, Report& report);
void check_default_condition(const model::FlowDefinition& definition, Report& report);

// … a connection.
void check_connection_configuration(const model::FlowDefinition& definition, Report& report);
void check_connection_source(const model::FlowDefinition& definition, Report& report);
void check_connection_target(const model::FlowDefinition& definition, Report& report);
void check_connection_source_output(const model::FlowDefinition& definition, Report& report);
void check_connection_target_input(const model::FlowDefinition& definition, Report& report);
void check_connection_condition(const model::FlowDefinition& definition, Report& report);
void check_repeated_connections(const model::FlowDefinition& definition, Report& report);
void check_single_source(const model::FlowDefinition& definition, Report& report);
void check_unconnected_inputs(const model::FlowDefinition& definition, Report& report);
void check_connection_types(const model::FlowDefinition& definition, Report& report);
void check_cycles(const model::FlowDefinition& definition, Report& report);

}  // namespace flows::validate
