#include "api/handlers.h"
#include "api/input.h"
#include "api/prompt_input.h"
#include "base/json_text.h"
#include "store/prompt_version_store.h"

namespace flows::api {

// A prompt is deleted even if flows use it: they fail when they run.
base::Result<std::string> delete_prompt(const ApiRequest& request, Services& services) {
  ASSIGN_OR_RETURN(const auto target, versioned_target(request.input));
  RETURN_IF_ERROR(services.db.write([&](store::WriteTxn& txn) {
    return target.version
               ? store::delete_prompt_version(txn, request.caller, target.id, *target.version)
               : store::delete_prompt(txn, request.caller, target.id);
  }));
  return base::ObjectText().string("id", target.id).string_if("version", target.version).finish();
}

}  // namespace flows::api
