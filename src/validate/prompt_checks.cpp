#include "validate/prompt_checks.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace flows::validate {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;

base::Result<void> check_variant(const Json& variant) {
  const auto& name = variant.at("name").get_ref<const std::string&>();
  const auto& type = variant.at("templateType").get_ref<const std::string&>();
  const std::string_view expected = type == "TEXT" ? "text" : "chat";
  if (base::find_member(variant.at("templateConfiguration"), expected) == nullptr) {
    return Error{ErrorCode::kValidation,
                 fmt::format("The variant {} has the template type {}, so its template "
                             "configuration must be '{}'.",
                             name, type, expected)};
  }
  if (base::find_member(variant, "modelId") != nullptr &&
      base::find_member(variant, "genAiResource") != nullptr) {
    return Error{
        ErrorCode::kValidation,
        fmt::format("The variant {} has a modelId and a genAiResource; give either.", name)};
  }
  return {};
}

}  // namespace

base::Result<void> check_prompt(const Json& input) {
  const Json* default_variant = base::find_member(input, "defaultVariant");
  bool default_exists = default_variant == nullptr;
  if (const Json* variants = base::find_member(input, "variants")) {
    for (const Json& variant : *variants) {
      RETURN_IF_ERROR(check_variant(variant));
      default_exists = default_exists || variant.at("name") == *default_variant;
    }
  }
  if (default_exists) return {};
  return Error{ErrorCode::kValidation,
               fmt::format("The default variant {} is none of the prompt's variants.",
                           default_variant->get_ref<const std::string&>())};
}

}  // namespace flows::validate
