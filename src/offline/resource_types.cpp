#include "offline/resource_types.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/text/ascii.h"
#include "model/flow.h"
#include "offline/template_source.h"

namespace flows::offline {
namespace {

constexpr ValueSource kArn{.member = "arn", .in_input = false};
constexpr ValueSource kVersion{.member = "version", .in_input = false};
constexpr ValueSource kFlow{.member = "flowIdentifier", .in_input = true};
constexpr ValueSource kNothing{};

constexpr ResourceType kResourceTypes[] = {
    {.name = "AWS::Bedrock::Flow",
     .operation = "CreateFlow",
     .has_own_id = true,
     .ref = {kArn, kNothing},
     .example_arn = "flow/0000000000",
     .test_alias_property = "TestAliasTags"},
    {.name = "AWS::Bedrock::FlowVersion",
     .operation = "CreateFlowVersion",
     .ref = {kFlow, kVersion},
     .example_arn = "flow/0000000000",
     .parent_property = "FlowArn",
     .parent_label = "flowIdentifier",
     .id_attribute = "FlowId"},
    {.name = "AWS::Bedrock::FlowAlias",
     .operation = "CreateFlowAlias",
     .has_own_id = true,
     .ref = {kArn, kFlow},
     .example_arn = "flow/0000000000/alias/0000000000",
     .parent_property = "FlowArn",
     .parent_label = "flowIdentifier"},
    {.name = "AWS::Bedrock::Prompt",
     .operation = "CreatePrompt",
     .has_own_id = true,
     .ref = {kArn, kNothing},
     .example_arn = "prompt/0000000000"},
    {.name = "AWS::Bedrock::PromptVersion",
     .operation = "CreatePromptVersion",
     .ref = {kArn, kNothing},
     .example_arn = "prompt/0000000000:1",
     .parent_property = "PromptArn",
     .parent_label = "promptIdentifier",
     .id_attribute = "PromptId"},
};

}  // namespace

const wire::Operation& ResourceType::model() const {
  const wire::Operation* found = wire::find_operation(operation);
  CHECK(found != nullptr, "every row names an operation in scope");
  return *found;
}

std::optional<ValueSource> ResourceType::find_attribute(std::string_view attribute) const {
  const std::string member = attribute == id_attribute ? "id" : base::with_lower_first(attribute);
  const wire::Member* found = wire::find_member(*model().output, member);
  if (found == nullptr || member == attribute) return std::nullopt;
  const wire::Kind kind = found->shape->kind;
  if (kind != wire::Kind::kString && kind != wire::Kind::kTimestamp) return std::nullopt;
  return ValueSource{.member = found->name, .in_input = false};
}

std::string ResourceType::example(const ValueSource& source, const base::Caller& caller) const {
  const auto arn = [&](std::string_view end) {
    return fmt::format("arn:aws:bedrock:{}:{}:{}", caller.region, caller.account, end);
  };
  if (source.in_input) return arn("flow/0000000000");
  if (source.member == "arn") return arn(example_arn);
  if (source.member == "id" || source.member == "flowId") return "0000000000";
  if (source.member == "version") return "1";
  if (source.member == "status") return std::string(model::kPrepared);
  return std::string(source.member);
}

std::span<const ResourceType> resource_types() { return kResourceTypes; }

const ResourceType* find_resource_type(std::string_view name) {
  const auto* found = std::ranges::find(kResourceTypes, name, &ResourceType::name);
  return found == std::end(kResourceTypes) ? nullptr : found;
}

}  // namespace flows::offline
