#include "offline/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "offline/hints.h"
#include "offline/intrinsics.h"
#include "offline/unknown_parts.h"
#include "validate/definition_checks.h"
#include "validate/prompt_checks.h"
#include "validate/validate.h"
#include "wire/shape_check.h"

namespace flows::offline {
namespace {

using base::Json;

constexpr std::string_view kInputMember = "definition";

using Pointer = Json::json_pointer;

class Check {
 public:
  // `checked` is what pointers lead into, and `place` the path to it in the document.
  Check(const Locator& locator, const Json* checked, const Path& place)
      : locator_(locator), checked_(checked), place_(place) {}

  std::vector<Diagnostic> check_flow(const validate::PromptLookup& prompts) {
    if (checked_ == nullptr) {
      add_findings(validate::validate_missing_definition(), PortHints(Json::object(), prompts));
      return std::move(found_);
    }
    if (has_unknown_parts(*checked_)) return {};
    const wire::Shape& shape = *wire::find_operation("ValidateFlowDefinition")->input;
    find_unknown(*checked_, *wire::find_member(shape, kInputMember)->shape, Pointer());
    auto normalized =
        wire::validate_and_normalize(wire::Service::kControl, shape, {{kInputMember, *checked_}});
    if (!normalized && add_refusal(normalized.error())) return std::move(found_);
    // Only unknown values were refused; a template has no other members that AWS would drop.
    const Json& definition = normalized ? normalized->at(kInputMember) : *checked_;
    const auto saved = validate::check_definition(definition);
    if (!saved && add_refusal(saved.error())) return std::move(found_);
    add_findings(validate::validate_definition(definition, prompts),
                 PortHints(definition, prompts));
    return std::move(found_);
  }

  std::vector<Diagnostic> check_prompt() {
    constexpr const char* kVariants = "variants";
    const wire::Shape& shape = *wire::find_operation("CreatePrompt")->input;
    if (const Json* variants = base::find_member(*checked_, kVariants)) {
      if (has_unknown_parts(*variants)) return {};
      find_unknown(*variants, *wire::find_member(shape, kVariants)->shape, Pointer() / kVariants);
    }
    const auto normalized = wire::validate_and_normalize(wire::Service::kControl, shape, *checked_);
    if (!normalized) {
      add_refusal(normalized.error());
    } else if (const auto consistent = validate::check_prompt(*normalized); !consistent) {
      add({.type = std::string(kRefusedByApi),
           .message = consistent.error().message,
           .hint = std::string(hint_for(kRefusedByApi).hint)},
          Pointer());
    }
    return std::move(found_);
  }

 private:
  void find_unknown(const Json& value, const wire::Shape& shape, const Pointer& pointer) {
    if (shape.kind == wire::Kind::kList && value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        find_unknown(value[i], *shape.element, pointer / i);
      }
    }
    if (shape.kind != wire::Kind::kStructure || !value.is_object()) return;
    for (const auto& [name, content] : value.items()) {
      const wire::Member* member = wire::find_member(shape, name);
      if (member != nullptr) {
        find_unknown(content, *member->shape, pointer / name);
      } else if (found_.size() < base::limits::kFindingsMax) {
        add({.type = std::string(kUnknownMember),
             .severity = model::Severity::kWarning,
             .message = fmt::format("{} is not known here.", name),
             .hint = std::string(hint_for(kUnknownMember).hint)},
            pointer / name);
      }
    }
  }

  // Adds the broken constraints, except those about unknown values. Returns whether any was added.
  bool add_refusal(const base::Error& error) {
    const std::size_t before = found_.size();
    for (const base::FieldError& field : error.fields) {
      const Pointer pointer = pointer_of_field(field.name);
      add({.type = std::string(kRefusedByApi),
           .message = field.message,
           .hint = hint_for_refusal(*checked_, pointer)},
          pointer);
    }
    return found_.size() > before;
  }

  void add_findings(std::vector<model::Finding> findings, const PortHints& ports) {
    for (model::Finding& finding : findings) {
      const Pointer pointer(finding.pointer);
      add({.type = std::string(finding.type),
           .severity = finding.severity,
           .message = std::move(finding.message),
           .hint = hint_for_finding(finding, ports),
           .details = std::move(finding.details)},
          pointer);
    }
  }

  void add(Diagnostic diagnostic, const Pointer& pointer) {
    if (is_about_unknown(pointer)) return;
    diagnostic.pointer = pointer.to_string();
    diagnostic.position = locator_.find(place_, path_of(pointer));
    found_.push_back(std::move(diagnostic));
  }

  // Checks whether `pointer` leads to an unknown text, or into a node whose prompt is one: which
  // inputs such a node takes is unknown.
  [[nodiscard]] bool is_about_unknown(Pointer pointer) const {
    if (checked_ == nullptr) return false;
    if (checked_->contains(pointer) && is_unknown_text(checked_->at(pointer))) return true;
    for (; !pointer.empty(); pointer.pop_back()) {
      const Pointer prompt = pointer / "configuration" / "prompt";
      if (checked_->contains(prompt) && has_unknown_prompt_text(checked_->at(prompt))) return true;
    }
    return false;
  }

  const Locator& locator_;
  const Json* checked_;
  const Path& place_;
  std::vector<Diagnostic> found_;
};

}  // namespace

std::vector<Diagnostic> check_flow(const Locator& locator, const FlowInFile& flow,
                                   const validate::PromptLookup& prompts) {
  const Json* definition = flow.definition ? &*flow.definition : nullptr;
  return Check(locator, definition, flow.place).check_flow(prompts);
}

std::vector<Diagnostic> describe_refusal(const Locator& locator, const FlowFile& file,
                                         const RefusedResource& refused) {
  const bool is_in_template = file.content->stack.has_value();
  const Path place = is_in_template ? Path{"Resources", refused.origin.id, "Properties"} : Path{};
  std::vector<base::FieldError> faults = refused.error.fields;
  if (faults.empty()) faults.push_back({.name = "", .message = refused.error.message});
  const bool names_nothing = refused.error.code == base::ErrorCode::kResourceNotFound;
  const std::string cause =
      names_nothing ? "What its properties name is not created before it. " : "";
  std::vector<Diagnostic> found;
  for (base::FieldError& fault : faults) {
    const Pointer pointer = pointer_of_field(fault.name);
    found.push_back(
        {.type = std::string(kRefusedByApi),
         .message = std::move(fault.message),
         .pointer = pointer.to_string(),
         .hint = cause + hint_for_resource(refused.operation, is_in_template, fault.name),
         .position = locator.find(place, path_of(pointer))});
  }
  return found;
}

std::vector<Diagnostic> check_prompt(const Locator& locator, const PromptInFile& prompt) {
  return Check(locator, &prompt.input, prompt.place).check_prompt();
}

}  // namespace flows::offline
