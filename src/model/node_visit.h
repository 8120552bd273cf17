#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/flow_event.h"

namespace flows::model {

// One period in which a node was at work, derived from a history.
struct NodeVisit {
  std::string node;
  Scope scope = {};
  base::TimePoint started_at = {};
  std::optional<base::TimePoint> ended_at = {};  // nullopt if it has produced nothing
  std::vector<EventField> inputs = {};
  std::vector<EventField> outputs = {};  // for an iterator, those of every item
  std::vector<std::string> satisfied_conditions = {};
  std::vector<NodeAction> actions = {};  // its calls to services
  std::optional<base::Error> failure = {};
};

// Returns what each node did, in the order in which they began. For a history that was cut off, the
// result covers what the history holds.
std::vector<NodeVisit> node_visits(const History& history);

}  // namespace flows::model
