#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "validate/rules.h"

namespace flows::validate {
namespace {

// The condition that each of some Condition nodes has chosen, by the position of the node.
using Choices = std::map<std::size_t, std::string_view>;

// The alternatives under which something happens; one of them suffices. {{}} means always, {}
// never.
using Ways = std::vector<Choices>;

// A limit of the emulator, not of AWS: with more ways, the rule assumes that one of them exists. A
// flow has at most five Condition nodes, and real flows combine few of their branches.
constexpr std::size_t kWaysMax = 32;

const Ways& always() {
  static const Ways ways = {Choices{}};
  return ways;
}

// Returns the choices of both together, or nullopt if a node would have to choose two conditions.
std::optional<Choices> join(const Choices& a, const Choices& b) {
  Choices joined = a;
  for (const auto& [node, condition] : b) {
    if (joined.emplace(node, condition).first->second != condition) return std::nullopt;
  }
  return joined;
}

void add(Ways& ways, Choices choices) {
  if (std::ranges::find(ways, choices) == ways.end()) ways.push_back(std::move(choices));
}

Ways either(Ways a, const Ways& b) {
  for (const Choices& choices : b) add(a, choices);
  return a.size() > kWaysMax ? always() : a;
}

Ways both(const Ways& a, const Ways& b) {
  Ways ways;
  for (const Choices& left : a) {
    for (const Choices& right : b) {
      if (auto joined = join(left, right)) add(ways, *std::move(joined));
    }
  }
  return ways.size() > kWaysMax ? always() : ways;
}

// Visits the nodes of one definition, each after the nodes that it depends on.
class Walk {
 public:
  Walk(const DefinitionView& view, Report& report)
      : view_(view), report_(report), ways_(view.nodes.size(), always()) {}

  void run() {
    std::vector<std::size_t> waits_for(view_.nodes.size(), 0);
    for (const ConnectionView& connection : view_.connections) {
      if (connection.source && connection.target) ++waits_for[*connection.target];
    }
    std::vector<std::size_t> ready;
    for (std::size_t node = 0; node < waits_for.size(); ++node) {
      if (waits_for[node] == 0) ready.push_back(node);
    }
    while (!ready.empty()) {
      const std::size_t node = ready.back();
      ready.pop_back();
      visit(node);
      for (const std::size_t at : view_.nodes[node].outgoing) {
        const auto target = view_.connections[at].target;
        if (target && --waits_for[*target] == 0) ready.push_back(*target);
      }
    }
    report_in_order();
  }

 private:
  // A node runs if all its data arrives and one of its gates opens.
  void visit(std::size_t position) {
    const NodeView& node = view_.nodes[position];
    // Gathered values come from many items, for each of which the conditions are chosen separately.
    if (!node.type->traits.gathers_from.empty()) return;
    Ways ways = always();
    Ways gates;
    std::optional<std::size_t> last_gate;
    for (const std::size_t at : node.incoming) {
      if (is_gate(view_.connections[at])) {
        gates = either(std::move(gates), opened_by(view_.connections[at]));
        last_gate = at;
      }
    }
    for (const std::size_t at : node.incoming) {
      const ConnectionView& connection = view_.connections[at];
      if (connection.is_data() && connection.source) {
        ways = both(ways, ways_[*connection.source]);
      } else if (at == last_gate) {
        ways = both(ways, gates);
      }
      if (!ways.empty()) continue;
      never_.push_back(at);
      return;  // what depends on it counts as possible, so the fault is reported once
    }
    ways_[position] = std::move(ways);
  }

  [[nodiscard]] bool is_gate(const ConnectionView& connection) const {
    return !connection.is_data() && connection.source && connection.is_configured() &&
           view_.nodes[*connection.source].node->type == "Condition";
  }

  [[nodiscard]] Ways opened_by(const ConnectionView& gate) const {
    const Ways chosen = {{{*gate.source, *gate.connection->condition}}};
    return both(ways_[*gate.source], chosen);
  }

  void report_in_order() {
    std::ranges::sort(never_);
    for (const std::size_t at : never_) {
      const std::string& name = view_.connections[at].connection->name;
      report_.warning(view_.connections[at].pointer,
                      fmt::format("The conditions for connection {} can never be met.", name),
                      {{"connection", name}});
    }
  }

  const DefinitionView& view_;
  Report& report_;
  std::vector<Ways> ways_;  // by node
  std::vector<std::size_t> never_;
};

}  // namespace

void check_satisfiable(const Subject& subject, Report& report) {
  for (const DefinitionView& view : subject.definitions()) Walk(view, report).run();
}

}  // namespace flows::validate
