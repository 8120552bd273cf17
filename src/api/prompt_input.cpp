#include "api/prompt_input.h"

#include <fmt/format.h>

#include "api/input.h"
#include "validate/prompt_checks.h"

namespace flows::api {

using base::Error;
using base::ErrorCode;
using base::Json;

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
  RETURN_IF_ERROR(validate::check_prompt(input));
  return store::PromptDraft{
      .name = text_member(input, "name"),
      .description = optional_text_member(input, "description"),
      .customer_encryption_key_arn = optional_text_member(input, "customerEncryptionKeyArn"),
      .default_variant = optional_text_member(input, "defaultVariant"),
      .variants_json = optional_json_member(input, "variants")};
}

}  // namespace flows::api
