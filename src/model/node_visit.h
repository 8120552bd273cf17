#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/flow_event.h"

namespace flows::model {

// One time that a node was at work, as a history tells it.
struct NodeVisit {
  std::string node;
  Scope scope = {};
  base::TimePoint started_at = {};
  std::optional<base::TimePoint> ended_at = {};  // nothing: it has given nothing
  std::vector<EventField> inputs = {};
  std::vector<EventField> outputs = {};  // of an iterator those of every item
  std::vector<std::string> satisfied_conditions = {};
  std::vector<NodeAction> actions = {};  // what it asked of services
  std::optional<base::Error> failure = {};
};

// What each node did, in the order in which they began. A history that was cut off is told as far
// as it goes.
std::vector<NodeVisit> node_visits(const History& history);

}  // namespace flows::model
