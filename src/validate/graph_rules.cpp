#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "validate/rules.h"

namespace flows::validate {
namespace {

// Checks whether both ends are nodes of the definition.
bool is_edge(const ConnectionView& connection) { return connection.source && connection.target; }

// Returns which nodes are in a cycle or depend on one.
std::vector<bool> find_unsortable(const DefinitionView& view) {
  std::vector<std::size_t> waits_for(view.nodes.size(), 0);
  for (const ConnectionView& connection : view.connections) {
    if (is_edge(connection)) ++waits_for[*connection.target];
  }
  std::vector<std::size_t> ready;
  for (std::size_t node = 0; node < waits_for.size(); ++node) {
    if (waits_for[node] == 0) ready.push_back(node);
  }
  while (!ready.empty()) {
    const NodeView& node = view.nodes[ready.back()];
    ready.pop_back();
    for (const std::size_t at : node.outgoing) {
      const ConnectionView& connection = view.connections[at];
      if (connection.target && --waits_for[*connection.target] == 0) {
        ready.push_back(*connection.target);
      }
    }
  }
  std::vector<bool> unsortable;
  unsortable.reserve(waits_for.size());
  for (const std::size_t left : waits_for) unsortable.push_back(left > 0);
  return unsortable;
}

// The connections added so far, none of which closes a cycle.
class Laid {
 public:
  explicit Laid(std::size_t nodes) : targets_(nodes) {}

  void add(std::size_t source, std::size_t target) { targets_[source].push_back(target); }

  [[nodiscard]] bool leads_to(std::size_t from, std::size_t to) const {
    std::vector<std::size_t> pending = {from};
    std::vector<bool> seen(targets_.size(), false);
    while (!pending.empty()) {
      const std::size_t node = pending.back();
      pending.pop_back();
      if (node == to) return true;
      if (seen[node]) continue;
      seen[node] = true;
      pending.insert(pending.end(), targets_[node].begin(), targets_[node].end());
    }
    return false;
  }

 private:
  std::vector<std::vector<std::size_t>> targets_;
};

// Reports the cycles of one definition. Connections are added one by one; one whose target already
// leads to its source closes a cycle and is not added.
void check_cycles_of(const DefinitionView& view, Report& report) {
  const auto unsortable = find_unsortable(view);
  if (std::ranges::find(unsortable, true) == unsortable.end()) return;
  Laid laid(view.nodes.size());
  std::set<std::pair<std::size_t, std::size_t>> closing;  // each pair is reported once
  for (const ConnectionView& connection : view.connections) {
    if (report.is_full()) return;
    if (!is_edge(connection)) continue;
    const auto [source, target] = std::pair(*connection.source, *connection.target);
    if (!unsortable[source] || !unsortable[target]) continue;
    if (!laid.leads_to(target, source)) {
      laid.add(source, target);
    } else if (closing.emplace(source, target).second) {
      const std::string& name = connection.connection->name;
      report.error(connection.pointer, fmt::format("Connection {} creates a cycle.", name),
                   {{"connection", name}});
    }
  }
}

// Returns the nodes at which a definition starts. The target of a connection with an unknown source
// counts as reached.
std::vector<std::size_t> starts_of(const DefinitionView& view) {
  const std::string_view type = view.loop ? "LoopInput" : "Input";
  std::vector<std::size_t> starts;
  for (std::size_t node = 0; node < view.nodes.size(); ++node) {
    if (view.nodes[node].node->type == type) starts.push_back(node);
  }
  // Without a start no node can be reached; another rule reports that fault.
  if (starts.empty()) return starts;
  for (const ConnectionView& connection : view.connections) {
    if (!connection.source && connection.target) starts.push_back(*connection.target);
  }
  return starts;
}

std::vector<bool> find_reached(const DefinitionView& view, std::vector<std::size_t> pending) {
  std::vector<bool> reached(view.nodes.size(), false);
  while (!pending.empty()) {
    const std::size_t node = pending.back();
    pending.pop_back();
    if (reached[node]) continue;
    reached[node] = true;
    for (const std::size_t at : view.nodes[node].outgoing) {
      if (const auto target = view.connections[at].target) pending.push_back(*target);
    }
  }
  return reached;
}

// Checks whether an unreachable node needs a finding. It needs none if other findings explain it
// (an input without a connection, a cycle, a node before it) or if its type is not allowed in this
// definition.
bool is_news(const DefinitionView& view, const NodeView& node) {
  const bool misplaced =
      view.loop ? is_refused_in_loops(node.node->type) : node.node->type == "LoopInput";
  const bool has_source = std::ranges::any_of(
      node.incoming, [&](std::size_t at) { return view.connections[at].source.has_value(); });
  return node.unfulfilled_inputs.empty() && !has_source && !misplaced;
}

}  // namespace

void check_cycles(const Subject& subject, Report& report) {
  for (const DefinitionView& view : subject.definitions()) check_cycles_of(view, report);
}

void check_reachable(const Subject& subject, Report& report) {
  for (const DefinitionView& view : subject.definitions()) {
    auto starts = starts_of(view);
    const bool has_lost = std::ranges::any_of(
        view.connections, [](const ConnectionView& connection) { return !connection.target; });
    if (starts.empty() || has_lost) continue;
    const auto reached = find_reached(view, std::move(starts));
    for (std::size_t at = 0; at < reached.size(); ++at) {
      const NodeView& node = view.nodes[at];
      if (reached[at] || !is_news(view, node)) continue;
      report.warning(node.pointer, fmt::format("Node {} cannot be reached.", node.node->name),
                     {{"node", node.node->name}});
    }
  }
}

}  // namespace flows::validate
