#include "offline/rehearsal.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "model/flow.h"
#include "model/prompt.h"
#include "offline/position.h"
#include "offline/references.h"
#include "offline/seed_ids.h"
#include "offline/unknown_parts.h"
#include "wire/service_model.h"
#include "wire/shape_check.h"

namespace flows::offline {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

namespace {

bool makes_top(const SeedCall& call) {
  return call.operation == "CreateFlow" || call.operation == "CreatePrompt";
}

// Returns the ID of the flow or prompt that a call makes, or to which it adds something.
std::string subject_of(const SeedCall& call) {
  if (makes_top(call)) return call.id;
  if (call.operation == "TagResource") {
    // Only test aliases are tagged, whose ARN is that of the flow and "/alias/TSTALIASID".
    const std::string arn = text_in(call.input, "resourceArn");
    return last_segment(arn.substr(0, arn.find("/alias/")));
  }
  const bool is_prompt = call.operation == "CreatePromptVersion";
  const std::string parent =
      last_segment(text_in(call.input, is_prompt ? "promptIdentifier" : "flowIdentifier"));
  return parent.substr(0, parent.find(':'));
}

}  // namespace

Json RehearsedPrompt::plain_input() const {
  return base::parse_json(without_marks(base::to_text(input))).value();
}

Json RehearsedPrompt::variants() const {
  if (has_unknown_prompt_text(input)) return nullptr;
  const auto normalized = wire::validate_and_normalize(
      wire::Service::kControl, *wire::find_operation("CreatePrompt")->input, plain_input());
  const Json* variants = normalized ? base::find_member(*normalized, "variants") : nullptr;
  return variants == nullptr ? Json() : *variants;
}

Result<Json> Rehearsal::create(const SeedCall& wanted) {
  SeedCall call = wanted;
  ASSIGN_OR_RETURN(call.id, claim(wanted));
  Json response = Json::object();
  for (const wire::Member& member : wire::find_operation(call.operation)->output->members) {
    // What a server alone knows of a new resource, such as its times, is unknown here.
    const Json* given = base::find_member(call.input, member.name);
    response[std::string(member.name)] = given == nullptr ? Json(marked(member.name)) : *given;
  }
  response["id"] = call.id;
  response["status"] = model::kPrepared;
  response["version"] = model::kDraftVersion;
  const std::string number = std::to_string(call.nth);
  if (call.operation == "CreateFlow") {
    response["arn"] = model::flow_arn(caller_, call.id);
  } else if (call.operation == "CreatePrompt") {
    response["arn"] = model::prompt_arn(caller_, call.id, model::kDraftVersion);
    prompts_.try_emplace(call.id, RehearsedPrompt{.id = call.id, .input = call.input});
  } else if (call.operation == "CreatePromptVersion") {
    const std::string id = last_segment(text_in(call.input, "promptIdentifier"));
    response["id"] = id;
    response["version"] = number;
    response["arn"] = model::prompt_arn(caller_, id, number);
    if (const auto prompt = prompts_.find(id); prompt != prompts_.end()) {
      prompt->second.versions = call.nth;
    }
  } else {
    const std::string flow = last_segment(text_in(call.input, "flowIdentifier"));
    const bool is_alias = call.operation == "CreateFlowAlias";
    response["arn"] =
        is_alias ? model::flow_alias_arn(caller_, flow, call.id) : model::flow_arn(caller_, flow);
    response["flowId"] = flow;
    if (!is_alias) response["id"] = flow;
    if (call.operation == "CreateFlowVersion") response["version"] = number;
  }
  if (call.operation == "CreateFlow" || call.operation == "CreatePrompt") calls_.push_back(call);
  if (try_call_) judge(call);
  return response;
}

void Rehearsal::judge(const SeedCall& call) {
  const std::string subject = subject_of(call);
  if (!call.origin.holds || (makes_top(call) && not_judged_.contains(subject))) {
    not_judged_.insert(subject);
    return;
  }
  const std::string text = base::to_text(call.input);
  if (makes_top(call)) tops_.insert(subject);
  if (!subject.empty() && !is_unknown(subject) && !tops_.contains(subject)) {
    not_judged_.insert(subject);
    of_others_.push_back(call);
  }
  SeedCall plain = call;
  plain.input = base::parse_json(without_marks(text)).value();
  if (is_unknown(text) || not_judged_.contains(subject)) {
    const wire::Operation& operation = *wire::find_operation(call.operation);
    const auto normalized =
        wire::validate_and_normalize(operation.service, *operation.input, plain.input);
    if (!normalized) {
      base::Error error = normalized.error();
      std::erase_if(error.fields, [&](const base::FieldError& field) {
        const Json::json_pointer place = pointer_of_field(field.name);
        return call.input.contains(place) && is_unknown(base::to_text(call.input.at(place)));
      });
      if (!error.fields.empty()) refuse(call, std::move(error));
    }
    if (!normalized || not_judged_.contains(subject)) {
      not_judged_.insert(subject);
      return;
    }
  }
  const auto made = try_call_(plain);
  const bool is_usable = made && text_in(*made, "status") != model::kFailed;
  if (!is_usable && makes_top(call)) not_judged_.insert(subject);
  if (!made && !is_unknown(text)) refuse(call, made.error());
}

void Rehearsal::refuse(const SeedCall& call, Error error) {
  // The checks of definitions and prompts report these, with more about them.
  if (call.operation == "CreatePrompt" && error.code == ErrorCode::kValidation) return;
  if (call.operation == "CreateFlow" && !error.fields.empty()) {
    std::erase_if(error.fields, [](const base::FieldError& field) {
      return field.name.substr(0, field.name.find('.')) == "definition";
    });
    if (error.fields.empty()) return;
  }
  refused_.push_back({call.origin, call.operation, std::move(error)});
}

Result<std::string> Rehearsal::claim(const SeedCall& call) {
  if (call.id.empty()) return std::string();
  const std::string name = text_in(call.input, "name");
  // When checking, a resource may be there instead of another one; both have to be known.
  std::string other_id = derived_id(caller_, call.operation + " " + call.origin.label, name);
  if (!call.origin.holds) return other_id;
  if (!makes_top(call) || name.empty() || is_unknown(name)) {
    return claim_id(call, std::move(other_id));
  }
  const auto [entry, is_new] = names_.try_emplace(call.operation + " " + name, call.origin);
  if (is_new) return claim_id(call, std::move(other_id));
  const SeedOrigin& first = entry->second;
  Error error{ErrorCode::kValidation,
              fmt::format("{} is already the name of what {} creates", name, first.label)};
  if (first.file != call.origin.file) {
    duplicates_.push_back({call.origin, name, first.file_name});
  } else if (purpose_ == ReadFor::kChecking) {
    refused_.push_back({call.origin, call.operation, error});
  }
  if (purpose_ == ReadFor::kCreating) return error;
  not_judged_.insert(other_id);
  return other_id;
}

Result<std::string> Rehearsal::claim_id(const SeedCall& call, std::string other_id) {
  const std::string scope = last_segment(text_in(call.input, "flowIdentifier"));
  const auto [first, is_new] =
      ids_.try_emplace(fmt::format("{} {} {}", call.operation, scope, call.id),
                       Claim{call.origin.label, call.id_is_given});
  if (is_new) return call.id;
  if (!call.id_is_given && !first->second.is_given) return other_id;
  return Error{ErrorCode::kConflict,
               fmt::format("the ID {} is already that of what {} creates: give another one in "
                           "Metadata.FlowsLocal.Id",
                           call.id, first->second.label)};
}

const RehearsedPrompt* Rehearsal::find_prompt(std::string_view arn) const {
  const std::string end = last_segment(arn);
  const std::size_t colon = end.find(':');
  const std::string id = end.substr(0, colon);
  const auto found = prompts_.find(id);
  if (found == prompts_.end()) return nullptr;
  const RehearsedPrompt& prompt = found->second;
  if (colon == end.npos) {
    return arn == model::prompt_arn(caller_, id, model::kDraftVersion) ? &prompt : nullptr;
  }
  const std::string version = end.substr(colon + 1);
  std::size_t number = 0;
  std::from_chars(version.data(), version.data() + version.size(), number);
  const bool exists = number > 0 && number <= prompt.versions;
  return exists && arn == model::prompt_arn(caller_, id, std::to_string(number)) ? &prompt
                                                                                 : nullptr;
}

}  // namespace flows::offline
