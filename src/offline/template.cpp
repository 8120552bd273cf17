#include "offline/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "offline/intrinsics.h"
#include "offline/request_file.h"
#include "offline/resource_reader.h"
#include "offline/seed_ids.h"

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

// Sections that CloudFormation evaluates before it creates anything; templates of CDK and SAM have
// them.
constexpr std::string_view kPassedOverSections[] = {"Globals", "Hooks", "Rules", "Transform"};

bool lists(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::string place_of(const std::string& id) { return "Resources." + id; }

bool makes_prompts(std::string_view operation) {
  return operation == "CreatePrompt" || operation == "CreatePromptVersion";
}

// Finds the resources that a template creates, and their order.
class Reader {
 public:
  Reader(const Template& made, ReadFor purpose, Notes& notes)
      : made_(made),
        source_(made.source()),
        is_creating_(purpose == ReadFor::kCreating),
        notes_(notes) {}

  Result<void> run() {
    RETURN_IF_ERROR(read_sections());
    RETURN_IF_ERROR(read_ids());
    read_conditions();
    const Json& resources = source_.section("Resources");
    for (const auto& [id, resource] : resources.items()) {
      if (auto read = read_resource(id, resource); !read) fail(id, read.error().message);
    }
    // A flow may name a prompt by its text, so that it does not refer to the prompt's resource.
    for (const auto& [id, resource] : resources.items()) {
      const Found& found = found_[id];
      if (!found.steps.empty() && makes_prompts(found.steps.front().operation)) visit(id);
    }
    for (TemplateStep& step : steps_) {
      if (!makes_prompts(step.operation)) break;
      step.is_early = true;
    }
    for (const auto& [id, resource] : resources.items()) visit(id);
    if (!is_creating_ || failures_.empty() || !steps_.empty()) return {};
    std::vector<std::string> messages;
    for (const ResourceFailure& failure : failures_) messages.push_back(failure.message);
    return Error{base::ErrorCode::kValidation, listed(messages, "; ")};
  }

  std::vector<TemplateStep> take_steps() { return std::move(steps_); }
  std::vector<ResourceFailure> take_failures() { return std::move(failures_); }

 private:
  struct Found {
    std::set<std::string> needs;  // resources that must be created first
    std::vector<TemplateStep> steps;
  };
  enum class Visit { kBegun, kDone };

  void fail(const std::string& id, std::string message) {
    if (failed_.insert(id).second) failures_.push_back({id, std::move(message)});
  }

  Result<void> read_sections() {
    for (const auto& [name, section] : source_.document.items()) {
      if (lists(kPassedOverSections, name)) {
        notes_.add_passed_over(name);
      } else if (!lists(kSections, name)) {
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

  // Who gives an ID relies on it, so that a wrong one is a fault of the whole template.
  Result<void> read_ids() {
    if (!is_creating_) return {};
    Notes found;
    const References references(source_, examples_, found);
    Evaluator evaluator(source_, references);
    for (const auto& [id, resource] : source_.section("Resources").items()) {
      const Json* type_name = base::find_member(resource, "Type");
      if (type_name == nullptr || !type_name->is_string()) continue;
      const ResourceType* type = find_resource_type(type_name->get<std::string>());
      if (type == nullptr) continue;
      RETURN_IF_ERROR(id_in_metadata(*type, resource, place_of(id), evaluator, found));
    }
    return {};
  }

  // Evaluates the conditions of all resources before any is read, so that no resource can refer to
  // one that is not created.
  void read_conditions() {
    for (const auto& [id, resource] : source_.section("Resources").items()) {
      const Json* name = base::find_member(resource, "Condition");
      if (name != nullptr) conditions_.emplace(id, evaluate_condition(*name, place_of(id)));
    }
  }

  Result<bool> evaluate_condition(const Json& name, const std::string& place) {
    const std::string inner = place + ".Condition";
    if (!name.is_string()) return error_at(inner, "takes the name of a condition");
    const Lookup refuse = [](const std::string& id, const ValueSource& /*source*/) {
      return Result<std::string>(
          Error{base::ErrorCode::kValidation, fmt::format("a condition cannot refer to {}", id)});
    };
    Notes found;
    const References references(source_, refuse, found);
    Evaluator evaluator(source_, references);
    auto holds = evaluator.condition(name.get<std::string>(), inner);
    if (!holds || found.unknowns().empty()) return holds;
    const UnknownValue& unknown = found.unknowns().front();
    return error_at(unknown.place, unknown.why);
  }

  // Returns whether the condition of the resource holds; so does an absent one. When checking, a
  // condition that cannot be evaluated does not hold.
  [[nodiscard]] Result<bool> holds(const std::string& id) const {
    const auto found = conditions_.find(id);
    if (found == conditions_.end()) return true;
    if (!is_creating_ && !found->second) return false;
    return found->second;
  }

  Result<void> read_resource(const std::string& id, const Json& resource) {
    const std::string place = place_of(id);
    const Json* type_name = base::find_member(resource, "Type");
    if (id.starts_with("Fn::")) {
      return error_at(place, "functions that make resources are not supported");
    }
    if (type_name == nullptr || !type_name->is_string()) {
      return error_at(place, "is no object with a Type");
    }
    Found& found = found_[id];
    RETURN_IF_ERROR(read_depends_on(resource, place, found));
    const ResourceType* type = find_resource_type(type_name->get<std::string>());
    if (type == nullptr) {
      notes_.add_passed_over(type_name->get<std::string>());
      return {};
    }
    ASSIGN_OR_RETURN(const bool condition_holds, holds(id));
    if (is_creating_ && !condition_holds) return {};
    for (const auto& [name, value] : resource.items()) {
      if (!lists(kAttributes, name)) {
        notes_.add(fmt::format("{}.{}", place, name), "is not known here and has no effect");
      }
    }
    return try_steps({.id = id, .holds = condition_holds}, *type, found);
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
  Result<void> try_steps(TemplateStep step, const ResourceType& type, Found& found) {
    const Lookup lookup = [&](const std::string& needed, const ValueSource& source) {
      return example(needed, source, step.holds, found);
    };
    const auto creation = made_.call(step, lookup, source_.imports, notes_);
    if (!creation) return creation.error();
    step.operation = creation->operation;
    found.steps.push_back(step);
    if (type.test_alias_property.empty()) return {};
    const bool needs_itself = found.needs.contains(step.id);
    step.tags_test_alias = true;
    const auto tagging = made_.call(step, lookup, source_.imports, notes_);
    if (!tagging) {
      found.steps.clear();
      return tagging.error();
    }
    step.operation = tagging->operation;
    if (!tagging->input.empty()) found.steps.push_back(step);
    // The tags are set after their flow is created and may refer to it.
    if (!needs_itself) found.needs.erase(step.id);
    return {};
  }

  // `user_holds` says whether the condition of the resource holds that needs the value.
  Result<std::string> example(const std::string& id, const ValueSource& source, bool user_holds,
                              Found& user) const {
    const auto condition = conditions_.find(id);
    if (condition != conditions_.end() && user_holds) {
      const Result<bool>& condition_holds = condition->second;
      if (condition_holds && !*condition_holds) {
        return Error{base::ErrorCode::kResourceNotFound,
                     fmt::format("{} is not created, for its condition does not hold", id)};
      }
      if (is_creating_ && !condition_holds) {
        return Error{base::ErrorCode::kValidation,
                     fmt::format("{} is not created, for its condition is not known", id)};
      }
    }
    user.needs.insert(id);
    return examples_(id, source);
  }

  // Adds the steps of the resource, after those of what it needs. Returns whether it can be made.
  bool visit(const std::string& id) {
    const auto [state, is_new] = visits_.try_emplace(id, Visit::kBegun);
    if (!is_new && state->second == Visit::kBegun) {
      fail(
          id,
          error_at(place_of(id), "depends on itself, directly or through other resources").message);
    }
    if (!is_new) return !failed_.contains(id);
    const Found& found = found_[id];
    for (const std::string& need : found.needs) {
      if (visit(need) || !is_creating_) continue;
      fail(id, error_at(place_of(id), fmt::format("needs {}, which is not created", need)).message);
    }
    visits_[id] = Visit::kDone;
    if (failed_.contains(id)) return false;
    steps_.insert(steps_.end(), found.steps.begin(), found.steps.end());
    return true;
  }

  const Template& made_;
  const TemplateSource& source_;
  const bool is_creating_;
  const Lookup examples_ = example_values(source_);
  Notes& notes_;
  std::map<std::string, Found> found_;
  std::map<std::string, Result<bool>> conditions_;  // of the resources that have one, by their ids
  std::map<std::string, Visit> visits_;
  std::vector<TemplateStep> steps_;
  std::set<std::string> failed_;
  std::vector<ResourceFailure> failures_;
};

// Returns the call that sets the tags of the test alias; its input is empty if there are none.
Result<ApiCall> tag_call(const ResourceType& type, const std::string& id, const Json& resource,
                         const Lookup& lookup, Evaluator& evaluator, Notes& notes) {
  ASSIGN_OR_RETURN(Value tags, test_alias_tags(type, resource, place_of(id), evaluator, notes));
  ApiCall call{"TagResource", Json::object()};
  if (!tags || tags->empty()) return call;
  ASSIGN_OR_RETURN(const std::string arn, lookup(id, ValueSource{.member = "arn"}));
  call.input["resourceArn"] = arn + "/alias/TSTALIASID";
  call.input["tags"] = *std::move(tags);
  return call;
}

}  // namespace

Result<Template> Template::read(TemplateSource source, ReadFor purpose, Notes& notes) {
  Template made(std::move(source), purpose);
  Reader reader(made, purpose, notes);
  RETURN_IF_ERROR(reader.run());
  made.steps_ = reader.take_steps();
  made.failures_ = reader.take_failures();
  return made;
}

Result<ApiCall> Template::call(const TemplateStep& step, const Lookup& lookup,
                               const Exports& imports, Notes& notes) const {
  const Json& resource = source_.section("Resources").at(step.id);
  const ResourceType* type = find_resource_type(resource.at("Type").get<std::string>());
  CHECK(type != nullptr, "only what can be created has steps");
  Notes found;
  const References references(source_, lookup, imports, found);
  Evaluator evaluator(source_, references);
  const std::string place = place_of(step.id);
  ApiCall call;
  if (step.tags_test_alias) {
    ASSIGN_OR_RETURN(call, tag_call(*type, step.id, resource, lookup, evaluator, found));
  } else {
    call.operation = type->operation;
    ASSIGN_OR_RETURN(call.input, creation_input(*type, resource, place, evaluator, found));
    ASSIGN_OR_RETURN(call.given_id, id_in_metadata(*type, resource, place, evaluator, found));
  }
  RETURN_IF_ERROR(settle_unknowns(step, found, call, notes));
  notes.merge(found);
  return call;
}

Result<void> Template::settle_unknowns(const TemplateStep& step, const Notes& found, ApiCall& call,
                                       Notes& notes) const {
  // Nothing here depends on the role, and templates get it from wherever roles are made.
  constexpr std::string_view kRole = "ExecutionRoleArn";
  const std::string role_place = fmt::format("{}.Properties.{}", place_of(step.id), kRole);
  for (const UnknownValue& value : found.unknowns()) {
    if (value.place.starts_with(role_place)) {
      const std::string role = local_role(source_.caller);
      call.input["executionRoleArn"] = role;
      if (purpose_ == ReadFor::kCreating) {
        notes.add_made_up(fmt::format("{}.{}", step.id, kRole), role);
      }
    } else if (purpose_ == ReadFor::kCreating) {
      return error_at(value.place, value.why);
    } else {
      notes.add_unknown(value);
    }
  }
  return {};
}

}  // namespace flows::offline
