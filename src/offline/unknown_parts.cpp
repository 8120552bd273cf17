#include "offline/unknown_parts.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "offline/intrinsics.h"

namespace flows::offline {
namespace {

using base::Json;

constexpr std::string_view kPromptArn = "promptArn";
constexpr std::string_view kPromptText = "text";

// The members whose texts the checks do not interpret.
constexpr std::string_view kFreeTexts[] = {kPromptArn,         kPromptText,
                                           "agentAliasArn",    "botAliasArn",
                                           "bucketName",       "code",
                                           "description",      "guardrailIdentifier",
                                           "guardrailVersion", "knowledgeBaseId",
                                           "lambdaArn",        "localeId",
                                           "modelArn",         "modelId"};

// Checks whether `matches` holds for an unknown text in `value`, or for the name of a member that
// is unknown. It gets the name of the member that holds the text, which is empty for an item of a
// list.
template <class Matches>
bool any_unknown(const Json& value, std::string_view member, const Matches& matches) {
  if (is_unknown_text(value)) return matches(member);
  if (value.is_array()) {
    return std::ranges::any_of(value,
                               [&](const Json& item) { return any_unknown(item, "", matches); });
  }
  if (!value.is_object()) return false;
  for (const auto& [name, content] : value.items()) {
    if (is_unknown(name) && matches(name)) return true;
    // The `text` of templateConfiguration and inferenceConfiguration is a structure.
    const bool is_part =
        content.is_string() && name == kPromptText && member.ends_with("Configuration");
    if (any_unknown(content, is_part ? member : name, matches)) return true;
  }
  return false;
}

bool is_free_text(std::string_view member) {
  return std::ranges::find(kFreeTexts, member) != std::end(kFreeTexts);
}

}  // namespace

bool has_unknown_parts(const Json& definition) {
  return any_unknown(definition, "", [](std::string_view member) { return !is_free_text(member); });
}

bool has_unknown_prompts_or_parts(const Json& definition) {
  return any_unknown(definition, "", [](std::string_view member) {
    return member == kPromptArn || !is_free_text(member);
  });
}

bool has_unknown_prompt_text(const Json& value) {
  return any_unknown(value, "", [](std::string_view member) { return member == kPromptText; });
}

}  // namespace flows::offline
