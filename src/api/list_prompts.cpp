#include <limits>

#include "api/handlers.h"
#include "api/input.h"
#include "api/page.h"
#include "api/prompt_input.h"
#include "api/prompt_responses.h"
#include "model/flow.h"
#include "store/prompt_version_store.h"

namespace flows::api {
namespace {

using Prompts = std::vector<model::Prompt>;

base::Result<std::string> list_all(const ApiRequest& request, Services& services) {
  ASSIGN_OR_RETURN(const auto page, Page::read(request, "", 2));
  ASSIGN_OR_RETURN(const auto after, page.after_creation());
  ASSIGN_OR_RETURN(const auto prompts, services.db.read([&](store::ReadTxn& txn) {
    return store::list_prompts(txn, request.caller, after, page.rows());
  }));
  return page.response(
      "promptSummaries", prompts,
      [&](const model::Prompt& prompt) { return prompt_summary(request.caller, prompt); },
      [](const model::Prompt& prompt) { return Page::creation_key(prompt.created_at, prompt.id); });
}

// Lists the draft first, whose key is above all others, then the versions from the highest.
constexpr auto kDraftNumber = std::numeric_limits<std::int64_t>::max();

base::Result<std::string> list_one(const ApiRequest& request, Services& services,
                                   const std::string& id) {
  ASSIGN_OR_RETURN(const auto page, Page::read(request, id, 1));
  std::optional<std::int64_t> below;
  if (page.after()) {
    ASSIGN_OR_RETURN(below, page.after_number());
  }
  ASSIGN_OR_RETURN(
      const auto rows, services.db.read([&](store::ReadTxn& txn) -> base::Result<Prompts> {
        ASSIGN_OR_RETURN(auto versions,
                         store::list_prompt_versions(txn, request.caller, id, below, page.rows()));
        if (below) return versions;
        ASSIGN_OR_RETURN(auto draft,
                         store::find_prompt(txn, request.caller, id, store::Parts::kMetadata));
        versions.insert(versions.begin(), std::move(draft));
        return versions;
      }));
  return page.response(
      "promptSummaries", rows,
      [&](const model::Prompt& prompt) { return prompt_summary(request.caller, prompt); },
      [](const model::Prompt& prompt) -> std::vector<std::string> {
        return {prompt.version == model::kDraftVersion ? std::to_string(kDraftNumber)
                                                       : prompt.version};
      });
}

}  // namespace

base::Result<std::string> list_prompts(const ApiRequest& request, Services& services) {
  if (base::find_member(request.input, "promptIdentifier") == nullptr) {
    return list_all(request, services);
  }
  return list_one(request, services, prompt_target(request.input).id);
}

}  // namespace flows::api
