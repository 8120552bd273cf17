#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "wire/service_model.h"

namespace flows::offline {

constexpr std::string_view kFlowType = "AWS::Bedrock::Flow";

// Where to find a value of a created resource.
struct ValueSource {
  std::string_view member = {};  // refers to static text
  bool in_input = false;         // in the input of the call that created it; else in its response
};

// A type of resource that a seed creates, by one operation of the API.
struct ResourceType {
  std::string_view name;                      // e.g. "AWS::Bedrock::FlowVersion"
  std::string_view operation;                 // e.g. "CreateFlowVersion"
  bool has_own_id = false;                    // a version has the ID of its flow or prompt
  std::array<ValueSource, 2> ref;             // the value of Ref; two are joined by a pipe
  std::string_view example_arn;               // the end of an ARN of this type
  std::string_view parent_property = {};      // the property that names the parent resource
  std::string_view parent_label = {};         // the operation's label for the parent
  std::string_view id_attribute = {};         // another name for the "id" of the response
  std::string_view test_alias_property = {};  // holds tags of the flow's test alias

  [[nodiscard]] const wire::Operation& model() const;

  // Returns nullopt if resources of this type have no such attribute.
  [[nodiscard]] std::optional<ValueSource> find_attribute(std::string_view attribute) const;

  // Returns a plausible value, for finding out which resources need which others.
  [[nodiscard]] std::string example(const ValueSource& source, const base::Caller& caller) const;
};

std::span<const ResourceType> resource_types();

// Returns nullptr if a seed does not create such resources.
const ResourceType* find_resource_type(std::string_view name);

}  // namespace flows::offline
