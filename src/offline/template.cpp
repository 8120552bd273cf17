#include "offline/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "offline/intrinsics.h"
#include "offline/resource_reader.h"

namespace flows::offline {
namespace {

using base::Error;
using base::Json;
using base::Result;

// Sections that do not affect the API, or are read only if something refers to them.
constexpr std::string_view kSections[] = {"AWSTemplateFormatVersion",
                                          "Conditions",
                                          "Description",
                                          "Mappings",
                                          "Metadata",
                                          "Outputs",
                                          "Parameters",
                                          "Resources"};
constexpr std::string_view kAttributes[] = {"Condition", "CreationPolicy", "DeletionPolicy",
                                            "DependsOn", "Metadata",       "Properties",
                                            "Type",      "UpdatePolicy",   "UpdateReplacePolicy"};

bool lists(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::string place_of(const std::string& id) { return "Resources." + id; }

// Finds the resources that a template creates, and their order.
class Reader {
 public:
  Reader(const Template& made, Notes& notes) : made_(made), source_(made.source()), notes_(notes) {}

  Result<std::vector<TemplateStep>> run() {
    RETURN_IF_ERROR(read_sections());
    RETURN_IF_ERROR(read_conditions());
    const Json& resources = source_.section("Resources");
    for (const auto& [id, resource] : resources.items()) {
      RETURN_IF_ERROR(read_resource(id, resource));
    }
    for (const auto& [id, resource] : resources.items()) RETURN_IF_ERROR(visit(id));
    return std::move(steps_);
  }

 private:
  struct Found {
    std::set<std::string> needs;  // resources that must be created first
    std::vector<TemplateStep> steps;
  };
  enum class Visit { kBegun, kDone };

  Result<void> read_sections() {
    for (const auto& [name, section] : source_.document.items()) {
      if (!lists(kSections, name)) {
        notes_.add(name, "is not known here and has no effect");
      } else if (!section.is_object() && name != "AWSTemplateFormatVersion" &&
                 name != "Description") {
        return error_at(name, "is no object");
      }
    }
    RETURN_IF_ERROR(check_count("Resources", base::limits::kTemplateResourcesMax));
    return check_count("Conditions", base::limits::kTemplateConditionsMax);
  }

  Result<void> check_count(std::string_view section, std::size_t most) {
    if (source_.section(section).size() <= most) return {};
    return error_at(section, fmt::format("there are more than {} of them", most));
  }

  // Evaluates the conditions of all resources before any is read, so that no resource can refer to
  // one that is not created.
  Result<void> read_conditions() {
    const Lookup refuse = [](const std::string& id, const ValueSource& /*source*/) {
      return Result<std::string>(
          Error{base::ErrorCode::kValidation, fmt::format("a condition cannot refer to {}", id)});
    };
    const References references(source_, refuse, notes_);
    Evaluator evaluator(source_, references);
    for (const auto& [name, condition] : source_.section("Conditions").items()) {
      ASSIGN_OR_RETURN(conditions_[name], evaluator.condition(name, "Conditions"));
    }
    for (const auto& [id, resource] : source_.section("Resources").items()) {
      const Json* name = base::find_member(resource, "Condition");
      if (name == nullptr) continue;
      const auto found =
          name->is_string() ? conditions_.find(name->get<std::string>()) : conditions_.end();
      if (found == conditions_.end()) {
        return error_at(place_of(id) + ".Condition", fmt::format("{} is no condition of this "
                                                                 "template",
                                                                 base::to_text(*name)));
      }
      if (!found->second) absent_.insert(id);
    }
    return {};
  }

  Result<void> read_resource(const std::string& id, const Json& resource) {
    const std::string place = place_of(id);
    const Json* type_name = base::find_member(resource, "Type");
    if (type_name == nullptr || !type_name->is_string()) {
      return error_at(place, "is no object with a Type");
    }
    Found& found = found_[id];
    RETURN_IF_ERROR(read_depends_on(resource, place, found));
    if (absent_.contains(id)) return {};
    const ResourceType* type = find_resource_type(type_name->get<std::string>());
    if (type == nullptr) {
      notes_.add(place, fmt::format("resources of type {} are not created here",
                                    type_name->get<std::string>()));
      return {};
    }
    for (const auto& [name, value] : resource.items()) {
      if (!lists(kAttributes, name)) {
        notes_.add(fmt::format("{}.{}", place, name), "is not known here and has no effect");
      }
    }
    return try_steps(id, *type, found);
  }

  Result<void> read_depends_on(const Json& resource, const std::string& place, Found& found) {
    const Json* depends_on = base::find_member(resource, "DependsOn");
    if (depends_on == nullptr) return {};
    const Json names = depends_on->is_array() ? *depends_on : Json::array({*depends_on});
    for (const Json& name : names) {
      if (!name.is_string() ||
          !source_.section("Resources").contains(name.get_ref<const std::string&>())) {
        return error_at(place + ".DependsOn",
                        fmt::format("{} is no resource of this template", base::to_text(name)));
      }
      found.needs.insert(name.get<std::string>());
    }
    return {};
  }

  // Makes the calls of the resource with made-up values in place of real ones.
  Result<void> try_steps(const std::string& id, const ResourceType& type, Found& found) {
    const Lookup lookup = [&](const std::string& needed, const ValueSource& source) {
      return example(needed, source, found);
    };
    TemplateStep step{.id = id};
    const auto creation = made_.call(step, lookup, notes_);
    if (!creation) return creation.error();
    step.operation = creation->operation;
    const Json* name = base::find_member(creation->input, "name");
    if (name != nullptr && name->is_string()) step.name = name->get<std::string>();
    found.steps.push_back(step);
    if (type.test_alias_property.empty()) return {};
    const bool needs_itself = found.needs.contains(id);
    step = {.id = id, .tags_test_alias = true};
    const auto tagging = made_.call(step, lookup, notes_);
    if (!tagging) return tagging.error();
    step.operation = tagging->operation;
    if (!tagging->input.empty()) found.steps.push_back(step);
    // The tags are set after their flow is created and may refer to it.
    if (!needs_itself) found.needs.erase(id);
    return {};
  }

  Result<std::string> example(const std::string& id, const ValueSource& source, Found& user) const {
    if (absent_.contains(id)) {
      return Error{base::ErrorCode::kValidation,
                   fmt::format("{} is not created, for its condition does not hold", id)};
    }
    user.needs.insert(id);
    return examples_(id, source);
  }

  Result<void> visit(const std::string& id) {
    const auto [state, is_new] = visits_.try_emplace(id, Visit::kBegun);
    if (!is_new) {
      if (state->second == Visit::kDone) return {};
      return error_at(place_of(id), "depends on itself, directly or through other resources");
    }
    const Found& found = found_[id];
    for (const std::string& need : found.needs) {
      RETURN_IF_ERROR(visit(need));
    }
    visits_[id] = Visit::kDone;
    steps_.insert(steps_.end(), found.steps.begin(), found.steps.end());
    return {};
  }

  const Template& made_;
  const TemplateSource& source_;
  const Lookup examples_ = example_values(source_);
  Notes& notes_;
  std::map<std::string, Found> found_;
  std::map<std::string, bool> conditions_;
  std::set<std::string> absent_;  // resources whose condition is false
  std::map<std::string, Visit> visits_;
  std::vector<TemplateStep> steps_;
};

}  // namespace

Result<Template> Template::read(TemplateSource source, Notes& notes) {
  Template made(std::move(source));
  ASSIGN_OR_RETURN(made.steps_, Reader(made, notes).run());
  return made;
}

Result<ApiCall> Template::call(const TemplateStep& step, const Lookup& lookup, Notes& notes) const {
  const Json& resource = source_.section("Resources").at(step.id);
  const ResourceType* type = find_resource_type(resource.at("Type").get<std::string>());
  CHECK(type != nullptr, "only what can be created has steps");
  const References references(source_, lookup, notes);
  Evaluator evaluator(source_, references);
  const std::string place = place_of(step.id);
  if (!step.tags_test_alias) {
    ASSIGN_OR_RETURN(Json input, creation_input(*type, resource, place, evaluator, notes));
    return ApiCall{std::string(type->operation), std::move(input)};
  }
  ASSIGN_OR_RETURN(Value tags, test_alias_tags(*type, resource, place, evaluator, notes));
  ApiCall call{"TagResource", Json::object()};
  if (!tags || tags->empty()) return call;
  ASSIGN_OR_RETURN(const std::string arn, lookup(step.id, ValueSource{.member = "arn"}));
  call.input["resourceArn"] = arn + "/alias/TSTALIASID";
  call.input["tags"] = *std::move(tags);
  return call;
}

}  // namespace flows::offline
