#include "api/handlers.h"
#include "api/input.h"
#include "api/tagged_resource.h"
#include "base/json_text.h"

namespace flows::api {

base::Result<std::string> tag_resource(const ApiRequest& request, Services& services) {
  const auto resource = tagged_resource(request.input);
  const auto tags = read_tags(request.input);
  return services.db.write([&](store::WriteTxn& txn) -> base::Result<std::string> {
    RETURN_IF_ERROR(require_resource(txn, request.caller, resource));
    RETURN_IF_ERROR(store::put_tags(txn, request.caller, resource, tags));
    return base::ObjectText().finish();
  });
}

}  // namespace flows::api
