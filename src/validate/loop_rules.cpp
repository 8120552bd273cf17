#include <fmt/format.h>

#include <algorithm>

#include "validate/rules.h"

namespace flows::validate {
namespace {

// Calls `visit(loop, inside, nodes)` for each loop that has a definition inside, where `nodes` are
// the nodes of that type in it.
template <class Visit>
void for_each_loop(const Subject& subject, std::string_view type, Visit visit) {
  for (const DefinitionView& inside : subject.definitions()) {
    if (!inside.loop) continue;
    std::vector<const NodeView*> found;
    for (const NodeView& node : inside.nodes) {
      if (node.node->type == type) found.push_back(&node);
    }
    visit(inside.loop_name(subject), inside, found);
  }
}

void check_exists(const Subject& subject, std::string_view type, Report& report) {
  for_each_loop(subject, type, [&](std::string_view loop, const auto& inside, const auto& found) {
    if (!found.empty()) return;
    report.error(inside.pointer, fmt::format("Loop {} has no {} node.", loop, type),
                 {{"loopNode", loop}});
  });
}

void check_one(const Subject& subject, std::string_view type, Report& report) {
  for_each_loop(subject, type, [&](std::string_view loop, const auto&, const auto& found) {
    if (found.size() < 2) return;
    report.error(found[1]->pointer, fmt::format("Loop {} has several {} nodes.", loop, type),
                 {{"loopNode", loop}});
  });
}

}  // namespace

bool is_refused_in_loops(std::string_view node_type) {
  return node_type == "Input" || node_type == "Condition" || node_type == "Iterator" ||
         node_type == "Collector";
}

void check_loop_input_exists(const Subject& subject, Report& report) {
  check_exists(subject, "LoopInput", report);
}

void check_loop_controller_exists(const Subject& subject, Report& report) {
  check_exists(subject, "LoopController", report);
}

void check_one_loop_input(const Subject& subject, Report& report) {
  check_one(subject, "LoopInput", report);
}

void check_one_loop_controller(const Subject& subject, Report& report) {
  check_one(subject, "LoopController", report);
}

void check_types_in_loops(const Subject& subject, Report& report) {
  for (const DefinitionView& inside : subject.definitions()) {
    if (!inside.loop) continue;
    const std::string_view loop = inside.loop_name(subject);
    for (const NodeView& view : inside.nodes) {
      const auto& [name, type] = std::tie(view.node->name, view.node->type);
      if (!is_refused_in_loops(type)) continue;
      report.error(
          view.pointer + "/type",
          fmt::format("Loop {} contains the node {} of type {}, which is not allowed.", loop, name,
                      type),
          {{"node", loop}, {"incompatibleNodeType", type}, {"incompatibleNodeName", name}});
    }
  }
}

void check_loop_boundaries(const Subject& subject, Report& report) {
  for (const DefinitionView& view : subject.definitions()) {
    for (const ConnectionView& connection : view.connections) {
      if (!connection.source_elsewhere && !connection.target_elsewhere) continue;
      const auto& [name, source, target] =
          std::tie(connection.connection->name, connection.connection->source,
                   connection.connection->target);
      report.error(connection.pointer, fmt::format("Connection {} crosses a loop boundary.", name),
                   {{"connection", name}, {"source", source}, {"target", target}});
    }
  }
}

}  // namespace flows::validate
