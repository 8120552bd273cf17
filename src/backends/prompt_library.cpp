#include "backends/prompt_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "backends/service_error.h"
#include "base/stored_json.h"
#include "rules/json_place.h"
#include "store/prompt_store.h"
#include "store/prompt_version_store.h"

namespace flows::backends {
namespace {

// Returns the account and the region of an ARN.
base::Caller caller_of(std::string_view arn) {
  std::array<std::string_view, 5> fields{};  // arn, partition, service, region, account
  for (std::string_view& field : fields) {
    field = arn.substr(0, arn.find(':'));
    arn.remove_prefix(std::min(field.size() + 1, arn.size()));
  }
  return {.account = std::string(fields[4]), .region = std::string(fields[3])};
}

}  // namespace

base::Result<base::Json> PromptLibrary::find_prompt(const nodes::PromptCall& call) {
  const auto missing = [&](std::string_view what) {
    return kModelService.dependency_failed(
        fmt::format("{} {}: create it, or name another in node {}.",
                    rules::in_quotes(call.prompt_arn), what, rules::in_quotes(call.node)));
  };
  const base::Caller caller = caller_of(call.run.flow_arn);
  // The ARN ends with ":prompt/<id>" or ":prompt/<id>:<version>".
  const std::string end = call.prompt_arn.substr(call.prompt_arn.find_last_of('/') + 1);
  const std::size_t colon = end.find(':');
  const std::string id = end.substr(0, colon);
  const auto prompt = db_.read([&](store::ReadTxn& txn) {
    return colon == end.npos ? store::find_prompt(txn, caller, id)
                             : store::find_prompt_version(txn, caller, id, end.substr(colon + 1));
  });
  if (!prompt && prompt.error().code != base::ErrorCode::kResourceNotFound) return prompt.error();
  if (!prompt || caller_of(call.prompt_arn) != caller) {
    return missing("is no prompt of this account and region");
  }
  ASSIGN_OR_RETURN(const base::Json variants,
                   base::parse_stored_json(prompt->variants_json.value_or("[]")));
  const auto chosen =
      std::find_if(variants.begin(), variants.end(), [&](const base::Json& variant) {
        const base::Json* name = base::find_member(variant, "name");
        return name != nullptr && *name == prompt->default_variant.value_or("");
      });
  // A prompt has at most one variant, which is used if no default variant is named.
  if (chosen != variants.end()) return *chosen;
  if (!variants.empty()) return variants.front();
  return missing("has no variant");
}

}  // namespace flows::backends
