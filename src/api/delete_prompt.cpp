#include "api/handlers.h"
#include "api/input.h"
#include "api/prompt_input.h"
#include "base/json_text.h"
#include "store/prompt_version_store.h"

namespace flows::api {

// Flows that use the prompt do not keep it: they fail when they run.
base::Result<std::string> delete_prompt(const ApiRequest& request, Services& services) {
  const auto target = prompt_target(request.input);
  const auto asked = optional_text_member(request.input, "promptVersion");
  const auto version = asked ? asked : target.version;
  RETURN_IF_ERROR(services.db.write([&](store::WriteTxn& txn) {
    return version ? store::delete_prompt_version(txn, request.caller, target.id, *version)
                   : store::delete_prompt(txn, request.caller, target.id);
  }));
  return base::ObjectText().string("id", target.id).string_if("version", version).finish();
}

}  // namespace flows::api
