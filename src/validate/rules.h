#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"
#include "validate/subject.h"

namespace flows::validate {

// Collects the findings of one rule, up to the maximum number in a response.
class Report {
 public:
  Report(std::string_view type, std::vector<model::Finding>& findings)
      : type_(type), findings_(findings) {}

  // `pointer` leads to what is at fault.
  void error(std::string pointer, std::string message, base::Json details) {
    add(model::Severity::kError, std::move(pointer), std::move(message), std::move(details));
  }
  void warning(std::string pointer, std::string message, base::Json details) {
    add(model::Severity::kWarning, std::move(pointer), std::move(message), std::move(details));
  }
  // Checks whether any rule so far has found an error.
  [[nodiscard]] bool has_error() const { return model::has_error(findings_); }
  // Checks whether there is no room for another finding.
  [[nodiscard]] bool is_full() const;

 private:
  void add(model::Severity severity, std::string pointer, std::string message, base::Json details);

  std::string_view type_;
  std::vector<model::Finding>& findings_;
};

struct Rule {
  std::string_view type;  // FlowValidationType
  void (*check)(const Subject& subject, Report& report);
};

// Returns all rules in the order in which findings are reported: one for each FlowValidationType.
std::span<const Rule> rules();

// The rules, by subject. Rules about the flow as a whole:
void check_starting_nodes(const Subject& subject, Report& report);
void check_ending_nodes(const Subject& subject, Report& report);
void check_reachable(const Subject& subject, Report& report);
void check_counts_and_scopes(const Subject& subject, Report& report);

// Rules about nodes:
void check_configuration(const Subject& subject, Report& report);
void check_missing_inputs(const Subject& subject, Report& report);
void check_missing_outputs(const Subject& subject, Report& report);
void check_unknown_inputs(const Subject& subject, Report& report);
void check_unknown_outputs(const Subject& subject, Report& report);
void check_input_types(const Subject& subject, Report& report);
void check_output_types(const Subject& subject, Report& report);
void check_unconnected_inputs(const Subject& subject, Report& report);

// Rules about expressions:
void check_input_expressions(const Subject& subject, Report& report);
void check_condition_expressions(const Subject& subject, Report& report);
void check_repeated_conditions(const Subject& subject, Report& report);
void check_default_condition(const Subject& subject, Report& report);

// Rules about single connections:
void check_connection_configuration(const Subject& subject, Report& report);
void check_connection_source(const Subject& subject, Report& report);
void check_connection_target(const Subject& subject, Report& report);
void check_connection_source_output(const Subject& subject, Report& report);
void check_connection_target_input(const Subject& subject, Report& report);
void check_connection_condition(const Subject& subject, Report& report);
void check_repeated_connections(const Subject& subject, Report& report);
void check_single_source(const Subject& subject, Report& report);
void check_connection_types(const Subject& subject, Report& report);

// Rules about paths through several connections:
void check_cycles(const Subject& subject, Report& report);
void check_satisfiable(const Subject& subject, Report& report);

// Rules about loops:
void check_loop_input_exists(const Subject& subject, Report& report);
void check_loop_controller_exists(const Subject& subject, Report& report);
void check_one_loop_input(const Subject& subject, Report& report);
void check_one_loop_controller(const Subject& subject, Report& report);
void check_types_in_loops(const Subject& subject, Report& report);
void check_loop_boundaries(const Subject& subject, Report& report);

// Checks whether AWS allows no node of this type inside a loop.
bool is_refused_in_loops(std::string_view node_type);

}  // namespace flows::validate
