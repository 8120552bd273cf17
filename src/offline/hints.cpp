#include "offline/hints.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/check.h"
#include "base/text/ascii.h"
#include "offline/resource_types.h"

namespace flows::offline {
namespace {

constexpr Hint kHints[] = {
    {"CyclicConnection", "A connection closes a cycle",
     "A flow runs in one direction. Remove this connection, or put what shall be repeated into a "
     "Loop node."},
    {"DuplicateConditionExpression", "A condition is repeated",
     "Only the first of two equal conditions can ever be met. Change or remove the second one."},
    {"DuplicateConnections", "Two nodes are connected twice in the same way",
     "Remove one of the two connections; only different ports or conditions make them different."},
    {"IncompatibleConnectionDataType", "A connection joins incompatible data types",
     "Give the input the type of the output that feeds it, or take the right part of the value in "
     "the input's expression, for example $.data.name of an Object."},
    {"InlineCodeCheck", "The code of an InlineCode node will fail or give nothing",
     "The code runs from its first line to its last, with the node's inputs as variables; the "
     "value "
     "of the last line is the output response."},
    {"InvalidLoopBoundary", "A connection crosses the border of a loop",
     "Lead the value in through an input of the Loop node and its LoopInput, and out through an "
     "ExitLoop input of the LoopController and an output of the Loop node."},
    {"LoopIncompatibleNodeType", "A loop contains a node that is not allowed there",
     "Move this node out of the loop, in which Input, Condition, Iterator and Collector nodes "
     "cannot stand. The condition to go on belongs to the LoopController."},
    {"MalformedConditionExpression", "A condition is not valid",
     "A condition compares inputs of its node with values or each other, for example "
     "amount > 100 and kind == \"refund\". Texts stand in double quotes; only default has none."},
    {"MalformedNodeInputExpression", "The expression of an input is not valid",
     "An expression begins with $.data and goes down by .name, ['name'], [0], [*] or [1:3]."},
    {"MismatchedNodeInputType", "An input has the wrong type",
     "Nodes of this type prescribe the type of this input: write the type that the message names."},
    {"MismatchedNodeOutputType", "An output has the wrong type",
     "Nodes of this type prescribe the type of this output: write the type that the message "
     "names."},
    {"MissingConnectionConfiguration", "A connection has no configuration of its type",
     "A Data connection needs configuration.data with sourceOutput and targetInput, a Conditional "
     "one configuration.conditional with condition."},
    {"MissingDefaultCondition", "A Condition node has no default",
     "Add a condition called default, without an expression, and a Conditional connection for it."},
    {"MissingEndingNodes", "A flow has no Output node",
     "Add a node of type Output and connect what the flow shall return to its input document."},
    {"MissingLoopControllerNode", "A loop has no LoopController node",
     "Add a node of type LoopController to the definition in the loop; it says when to stop."},
    {"MissingLoopInputNode", "A loop has no LoopInput node",
     "Add a node of type LoopInput to the definition in the loop; its outputs carry what enters."},
    {"MissingNodeConfiguration", "A node has no configuration",
     "Fill in the configuration of the node: the member that is named like its type, with all that "
     "is required in it."},
    {"MissingNodeInput", "A node lacks an input",
     "Declare the input in the node's inputs, with type and expression, and connect it. A prompt "
     "needs one for each {{variable}} of its template."},
    {"MissingNodeOutput", "A node lacks an output",
     "Declare the output in the node's outputs. Each output of a Loop node needs an ExitLoop input "
     "of that name in its LoopController."},
    {"MissingStartingNodes", "A flow has no Input node",
     "Add a node of type Input with the output document."},
    {"MultipleLoopControllerNodes", "A loop has several LoopController nodes",
     "Keep one LoopController in the loop and lead everything to it."},
    {"MultipleLoopInputNodes", "A loop has several LoopInput nodes",
     "Keep one LoopInput in the loop; it may have several outputs."},
    {"MultipleNodeInputConnections", "An input has more than one connection",
     "One connection feeds an input. Declare further inputs, or join the values in a node before."},
    {"UnfulfilledNodeInput", "An input is not connected",
     "Add a Data connection that ends at this input, or remove the input."},
    {"UnknownConnectionCondition", "A connection uses an unknown condition",
     "Name a condition of the Condition node at which the connection starts."},
    {"UnknownConnectionSource", "A connection starts at an unknown node",
     "Correct the name of the source, or add the node. Names are case-sensitive."},
    {"UnknownConnectionSourceOutput", "A connection starts at an unknown output",
     "Name an output that the source node declares."},
    {"UnknownConnectionTarget", "A connection ends at an unknown node",
     "Correct the name of the target, or add the node. Names are case-sensitive."},
    {"UnknownConnectionTargetInput", "A connection ends at an unknown input",
     "Name an input that the target node declares."},
    {"UnknownMember", "A member is not known to the API",
     "AWS drops it. Correct its spelling, or remove it."},
    {"UnknownNodeInput", "A node has an input that its type does not have",
     "Rename or remove the input. An input of a prompt is called like a {{variable}} of its "
     "template."},
    {"UnknownNodeOutput", "A node has an output that its type does not have",
     "Rename or remove the output. An ExitLoop input of a LoopController needs an output of that "
     "name in its Loop node."},
    {"UnreachableNode", "A node cannot be reached",
     "It will never run. Connect it to something that comes from the Input node, or remove it."},
    {"UnsatisfiedConnectionConditions", "The conditions for a connection can never be met",
     "It needs two branches of one Condition node at once, but exactly one is taken. Let a node of "
     "its own end each branch."},
    {"Unspecified", "A rule without a type of its own is broken",
     "The message says what AWS allows."},
    {"ValidationException", "The API refuses the definition",
     "AWS does not save such a definition. Bring the member into the form that the message names."},
};

}  // namespace

bool is_our_own(std::string_view type) {
  return type == kUnknownMember || type == kInlineCodeCheck;
}

const Hint& hint_for(std::string_view type) {
  const auto* const found = std::ranges::find(kHints, type, &Hint::type);
  CHECK(found != std::end(kHints), "every type of diagnostics has a hint");
  return *found;
}

std::string hint_for_finding(const model::Finding& finding, const PortHints& ports) {
  std::string hint = ports.find(finding);
  if (hint.empty()) hint = hint_for(finding.type).hint;
  const base::Json* cause = base::find_member(finding.details, "cause");
  return cause == nullptr ? hint : fmt::format("{} {}", cause->get<std::string>(), hint);
}

std::string hint_for_refusal(const base::Json& definition,
                             const base::Json::json_pointer& pointer) {
  const std::string hint = hint_for_name(definition, pointer);
  return hint.empty() ? std::string(hint_for(kRefusedByApi).hint) : hint;
}

std::string hint_for_resource(std::string_view operation, bool is_in_template,
                              std::string_view field) {
  std::string hint = fmt::format(
      "{} refuses this request, so that neither AWS nor a server with --seed creates the resource.",
      operation);
  const std::string_view member = field.substr(0, field.find('.'));
  if (!is_in_template || member.empty()) return hint;
  std::string property = base::uppered(member.substr(0, 1)) + std::string(member.substr(1));
  for (const ResourceType& type : resource_types()) {
    if (type.operation == operation && type.parent_label == member) property = type.parent_property;
    if (operation == "TagResource" && !type.test_alias_property.empty()) {
      property = type.test_alias_property;
    }
  }
  return fmt::format("{} In a template, the property {} provides {}.", hint, property, member);
}

}  // namespace flows::offline
