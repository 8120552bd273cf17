#include "model/node_visit.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace flows::model {
namespace {

// Checks whether one scope lies within the other: an iterator's outputs and a collector's inputs
// lie inside the iterations.
bool are_nested(const Scope& a, const Scope& b) {
  const std::size_t common = std::min(a.size(), b.size());
  const auto end = a.begin() + static_cast<std::ptrdiff_t>(common);
  return std::equal(a.begin(), end, b.begin());
}

class Visits {
 public:
  void add(const FlowEvent& event) {
    switch (event.kind) {
      case FlowEventKind::kFlowInput:
      case FlowEventKind::kNodeInput: begin(event).inputs = event.fields; break;
      case FlowEventKind::kNodeOutput:
      case FlowEventKind::kFlowOutput: end(event, event.fields); break;
      case FlowEventKind::kConditionResult:
        end(event, {}).satisfied_conditions = event.satisfied_conditions;
        break;
      case FlowEventKind::kNodeSpread:
      case FlowEventKind::kPassEnded: end(event, {}); break;
      case FlowEventKind::kNodeAction: visit_of(event).actions.push_back(*event.action); break;
      case FlowEventKind::kNodeFailure: end(event, {}).failure = event.failure; break;
      case FlowEventKind::kFlowFailure:
      case FlowEventKind::kNodeDependency:
      case FlowEventKind::kInputRequired:
      case FlowEventKind::kInputGiven: break;
    }
  }

  std::vector<NodeVisit> take() { return std::move(visits_); }

 private:
  NodeVisit& begin(const FlowEvent& event) {
    latest_[event.node].push_back(visits_.size());
    return visits_.emplace_back(
        NodeVisit{.node = event.node, .scope = event.scope, .started_at = event.time});
  }

  // Returns the latest visit of that node around the event, or begins one if no input event did.
  NodeVisit& visit_of(const FlowEvent& event) {
    const auto& of_node = latest_[event.node];
    const auto found = std::find_if(of_node.rbegin(), of_node.rend(), [&](std::size_t visit) {
      return are_nested(visits_[visit].scope, event.scope);
    });
    return found == of_node.rend() ? begin(event) : visits_[*found];
  }

  NodeVisit& end(const FlowEvent& event, const std::vector<EventField>& outputs) {
    NodeVisit& visit = visit_of(event);
    visit.ended_at = event.time;
    visit.outputs.insert(visit.outputs.end(), outputs.begin(), outputs.end());
    return visit;
  }

  std::vector<NodeVisit> visits_;
  std::map<std::string, std::vector<std::size_t>> latest_;  // the visits of each node
};

}  // namespace

std::vector<NodeVisit> node_visits(const History& history) {
  Visits visits;
  for (const FlowEvent& event : history) visits.add(event);
  return visits.take();
}

}  // namespace flows::model
