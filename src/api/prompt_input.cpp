#include "api/prompt_input.h"

#include <fmt/format.h>

#include "api/input.h"

namespace flows::api {
namespace {

using base::Error;
using base::ErrorCode;
using base::find_member;
using base::Json;

base::Result<void> check_variant(const Json& variant) {
  const std::string type = text_member(variant, "templateType");
  const std::string_view expected = type == "TEXT" ? "text" : "chat";
  if (find_member(variant.at("templateConfiguration"), expected) == nullptr) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The variant {} has the template type {}, so its template "
                             "configuration must be '{}'.",
                             text_member(variant, "name"), type, expected)};
  }
  if (find_member(variant, "modelId") != nullptr &&
      find_member(variant, "genAiResource") != nullptr) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The variant {} has a modelId and a genAiResource; give either.",
                             text_member(variant, "name"))};
  }
  return {};
}

}  // namespace

PromptTarget prompt_target(const Json& input) {
  const std::string identifier = text_member(input, "promptIdentifier");
  const std::string end = identifier.substr(identifier.find_last_of('/') + 1);
  const auto colon = end.find(':');
  if (colon == end.npos) return {.id = end};
  return {.id = end.substr(0, colon), .version = end.substr(colon + 1)};
}

base::Result<PromptTarget> versioned_target(const Json& input) {
  auto target = prompt_target(input);
  const auto asked = optional_text_member(input, "promptVersion");
  if (asked && target.version && asked != target.version) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The identifier names version {} of the prompt, promptVersion is {}.",
                             *target.version, *asked)};
  }
  if (asked) target.version = asked;
  return target;
}

base::Result<std::string> draft_target(const Json& input, std::string_view operation) {
  auto target = prompt_target(input);
  if (target.version) {
    return Error{ErrorCode::kValidation,
                 fmt::format("Couldn't perform {} operation. The identifier names version {} of a "
                             "prompt, and versions don't change: leave the version out.",
                             operation, *target.version)};
  }
  return std::move(target.id);
}

base::Result<store::PromptDraft> read_prompt_draft(const Json& input) {
  const auto default_variant = optional_text_member(input, "defaultVariant");
  bool default_exists = !default_variant.has_value();
  if (const auto* const variants = find_member(input, "variants")) {
    for (const auto& variant : *variants) {
      RETURN_IF_ERROR(check_variant(variant));
      default_exists = default_exists || text_member(variant, "name") == default_variant;
    }
  }
  if (!default_exists) {
    return Error{
        ErrorCode::kValidation,
        fmt::format("The default variant {} is none of the prompt's variants.", *default_variant)};
  }
  return store::PromptDraft{
      .name = text_member(input, "name"),
      .description = optional_text_member(input, "description"),
      .customer_encryption_key_arn = optional_text_member(input, "customerEncryptionKeyArn"),
      .default_variant = default_variant,
      .variants_json = optional_json_member(input, "variants")};
}

}  // namespace flows::api
