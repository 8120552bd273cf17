#include "api/handlers.h"
#include "api/input.h"
#include "base/json_text.h"

namespace flows::api {

base::Result<std::string> delete_flow(const ApiRequest& request, Services& services) {
  const auto id = flow_id(request.input);
  RETURN_IF_ERROR(services.db.write([&](store::WriteTxn& txn) {
    return store::delete_flow(txn, request.caller, id, in_use_check(request.input));
  }));
  return base::ObjectText().string("id", id).finish();
}

}  // namespace flows::api
