#include "offline/flow_file.h"

#include <fmt/format.h>

#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "offline/request_file.h"
#include "offline/resource_reader.h"
#include "offline/template_source.h"

namespace flows::offline {
namespace {

using base::Json;
using base::Result;

std::optional<Json> definition_in(const Json& input) {
  const Json* definition = base::find_member(input, "definition");
  if (definition == nullptr || definition->is_null()) return std::nullopt;
  return *definition;
}

Result<FlowInFile> read_resource(const std::string& id, const Json& resource,
                                 const TemplateSource& source, Notes& notes) {
  const ResourceType* type = find_resource_type(kFlowType);
  CHECK(type != nullptr, "flows are created by seeds");
  const Lookup lookup = example_values(source);
  const References references(source, lookup, notes, Unknown::kMark);
  Evaluator evaluator(source, references);
  ASSIGN_OR_RETURN(const Json input,
                   creation_input(*type, resource, "Resources." + id, evaluator, notes));
  const Json* properties = base::find_member(resource, "Properties");
  const bool in_text =
      properties != nullptr && base::find_member(*properties, "DefinitionString") != nullptr;
  return FlowInFile{
      .name = id,
      .definition = definition_in(input),
      .place = {"Resources", id, "Properties", in_text ? "DefinitionString" : "Definition"}};
}

Result<FlowsInFile> read_template(const std::filesystem::path& file, const Json& document) {
  const TemplateSource source{.file = file.string(),
                              .stack_name = file.stem().string(),
                              .caller = {.account = "123456789012", .region = "us-east-1"},
                              .document = document};
  const Json& resources = source.section("Resources");
  if (resources.size() > base::limits::kTemplateResourcesMax) {
    return error_at("Resources", fmt::format("there are more than {} of them",
                                             base::limits::kTemplateResourcesMax));
  }
  FlowsInFile found;
  Notes notes;
  for (const auto& [id, resource] : resources.items()) {
    const Json* type = base::find_member(resource, "Type");
    if (type == nullptr || *type != kFlowType) continue;
    ASSIGN_OR_RETURN(FlowInFile flow, read_resource(id, resource, source, notes));
    found.flows.push_back(std::move(flow));
  }
  found.notes = notes.all();
  return found;
}

}  // namespace

Result<FlowsInFile> find_flows(const std::filesystem::path& file, const Json& document) {
  if (is_template(document)) return read_template(file, document);
  if (is_definition(document)) return FlowsInFile{.flows = {{"", document, {}}}, .notes = {}};
  if (!is_flow_request(document)) return FlowsInFile{};
  const Json* name = base::find_member(document, "name");
  return FlowsInFile{
      .flows = {{name != nullptr && name->is_string() ? name->get<std::string>() : "",
                 definition_in(document),
                 {"definition"}}},
      .notes = {}};
}

}  // namespace flows::offline
