#include "api/tagged_resource.h"

#include <string_view>

#include "api/input.h"
#include "store/flow_alias_store.h"
#include "store/prompt_store.h"
#include "store/prompt_version_store.h"

namespace flows::api {
namespace {

constexpr std::string_view kFlow = "flow/";
constexpr std::string_view kAlias = "/alias/";
constexpr std::string_view kPrompt = "prompt/";

}  // namespace

std::string tagged_resource(const base::Json& input) {
  const std::string arn = text_member(input, "resourceArn");
  // The form is arn:<partition>:bedrock:<region>:<account>:<resource>.
  std::size_t colon = 0;
  for (int field = 0; field < 5; ++field) colon = arn.find(':', colon) + 1;
  return arn.substr(colon);
}

base::Result<void> require_resource(store::ReadTxn& txn, const base::Caller& caller,
                                    const std::string& resource) {
  if (resource.starts_with(kFlow)) {
    const std::string id = resource.substr(kFlow.size());
    const auto alias = id.find(kAlias);
    if (alias == id.npos) return store::require_flow(txn, caller, id);
    RETURN_IF_ERROR(
        store::find_flow_alias(txn, caller, id.substr(0, alias), id.substr(alias + kAlias.size())));
    return {};
  }
  CHECK(resource.starts_with(kPrompt), "the pattern of ARNs admits no other kind");
  const std::string id = resource.substr(kPrompt.size());
  const auto version = id.find(':');
  if (version == id.npos) return store::require_prompt(txn, caller, id);
  RETURN_IF_ERROR(store::find_prompt_version(txn, caller, id.substr(0, version),
                                             id.substr(version + 1), store::Parts::kMetadata));
  return {};
}

}  // namespace flows::api
