#include "api/handlers.h"
#include "api/input.h"
#include "base/json_text.h"
#include "store/flow_version_store.h"

namespace flows::api {

base::Result<std::string> delete_flow_version(const ApiRequest& request, Services& services) {
  const auto id = flow_id(request.input);
  const auto version = text_member(request.input, "flowVersion");
  RETURN_IF_ERROR(services.db.write([&](store::WriteTxn& txn) {
    return store::delete_flow_version(txn, request.caller, id, version,
                                      in_use_check(request.input));
  }));
  return base::ObjectText().string("id", id).string("version", version).finish();
}

}  // namespace flows::api
