#include "api/handlers.h"
#include "api/tagged_resource.h"
#include "base/json_text.h"
#include "store/tag_store.h"

namespace flows::api {

base::Result<std::string> untag_resource(const ApiRequest& request, Services& services) {
  const auto resource = tagged_resource(request.input);
  const auto names = request.input.at("tagKeys").get<std::vector<std::string>>();
  return services.db.write([&](store::WriteTxn& txn) -> base::Result<std::string> {
    RETURN_IF_ERROR(require_resource(txn, request.caller, resource));
    store::remove_tags(txn, request.caller, resource, names);
    return base::ObjectText().finish();
  });
}

}  // namespace flows::api
