#include "offline/rehearsal.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "model/flow.h"
#include "model/prompt.h"
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
  return response;
}

Result<std::string> Rehearsal::claim(const SeedCall& call) {
  if (call.id.empty()) return std::string();
  const std::string name = text_in(call.input, "name");
  // When checking, a resource may be there instead of another one; both have to be known.
  std::string other_id = derived_id(caller_, call.operation + " " + call.origin.label, name);
  if (!call.origin.holds) return other_id;
  if (purpose_ == ReadFor::kCreating && call.operation != "CreateFlowAlias" && !name.empty()) {
    const auto [first, is_new] = names_.try_emplace(call.operation + " " + name, call.origin.label);
    if (!is_new) {
      return Error{ErrorCode::kValidation,
                   fmt::format("{} is already the name of what {} creates", name, first->second)};
    }
  }
  const std::string scope = last_segment(text_in(call.input, "flowIdentifier"));
  const auto [first, is_new] =
      ids_.try_emplace(fmt::format("{} {} {}", call.operation, scope, call.id),
                       Claim{call.origin.label, call.id_is_given});
  if (is_new) return call.id;
  if (!call.id_is_given && !first->second.is_given) return other_id;
  return Error{ErrorCode::kValidation,
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
