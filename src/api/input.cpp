#include "api/input.h"

#include "base/check.h"
#include "store/store_errors.h"
#include "validate/definition_checks.h"

namespace flows::api {
std::string text_member(const base::Json& input, std::string_view name) {
  auto text = optional_text_member(input, name);
  CHECK(text.has_value(), "a required member is there");
  return *std::move(text);
}

std::optional<std::string> optional_text_member(const base::Json& input, std::string_view name) {
  const auto* const member = base::find_member(input, name);
  if (member == nullptr) return std::nullopt;
  CHECK(member->is_string(), "a text member is text");
  return member->get<std::string>();
}

std::optional<std::string> optional_json_member(const base::Json& input, std::string_view name) {
  const auto* const member = base::find_member(input, name);
  if (member == nullptr) return std::nullopt;
  return base::to_text(*member);
}

bool flag_member(const base::Json& input, std::string_view name) {
  const auto* const member = base::find_member(input, name);
  return member != nullptr && member->get<bool>();
}

std::string flow_id(const base::Json& input) {
  return std::string(flow_id_of(text_member(input, "flowIdentifier")));
}

std::string_view flow_id_of(std::string_view identifier) {
  return identifier.substr(identifier.find_last_of('/') + 1);
}

base::Result<std::string> alias_id(std::string_view flow_id, std::string_view identifier) {
  constexpr std::string_view kFlow = ":flow/";
  constexpr std::string_view kAlias = "/alias/";
  const auto flow = identifier.find(kFlow);
  const auto alias = identifier.find(kAlias);
  if (flow == identifier.npos || alias == identifier.npos) return std::string(identifier);
  const auto flow_begin = flow + kFlow.size();
  if (identifier.substr(flow_begin, alias - flow_begin) != flow_id) {
    return store::resource_not_found();
  }
  return std::string(identifier.substr(alias + kAlias.size()));
}

store::Parts included_parts(const base::Json& input) {
  return optional_text_member(input, "includedData") == "METADATA_ONLY" ? store::Parts::kMetadata
                                                                        : store::Parts::kAll;
}

base::Result<store::FlowDraft> read_draft(const base::Json& input) {
  if (const auto* const definition = base::find_member(input, "definition")) {
    RETURN_IF_ERROR(validate::check_definition(*definition));
  }
  return store::FlowDraft{
      .name = text_member(input, "name"),
      .description = optional_text_member(input, "description"),
      .execution_role_arn = text_member(input, "executionRoleArn"),
      .customer_encryption_key_arn = optional_text_member(input, "customerEncryptionKeyArn"),
      .definition_json = optional_json_member(input, "definition")};
}

model::FlowAlias read_alias(const base::Json& input) {
  model::FlowAlias alias;
  alias.flow_id = flow_id(input);
  alias.name = text_member(input, "name");
  alias.description = optional_text_member(input, "description");
  alias.flow_version = text_member(input.at("routingConfiguration").front(), "flowVersion");
  alias.concurrency_json = optional_json_member(input, "concurrencyConfiguration");
  return alias;
}

store::InUseCheck in_use_check(const base::Json& input) {
  return flag_member(input, "skipResourceInUseCheck") ? store::InUseCheck::kSkipped
                                                      : store::InUseCheck::kOn;
}

std::vector<store::Tag> read_tags(const base::Json& input) {
  std::vector<store::Tag> tags;
  if (const auto* const map = base::find_member(input, "tags")) {
    for (const auto& [name, value] : map->items()) {
      tags.push_back({.name = name, .value = value.get<std::string>()});
    }
  }
  return tags;
}

}  // namespace flows::api
