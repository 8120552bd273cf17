#include "api/handlers.h"
#include "api/tagged_resource.h"
#include "base/json_text.h"
#include "store/tag_store.h"

namespace flows::api {

base::Result<std::string> list_tags_for_resource(const ApiRequest& request, store::ReadTxn& txn) {
  const auto resource = tagged_resource(request.input);
  RETURN_IF_ERROR(require_resource(txn, request.caller, resource));
  base::ObjectText tags;
  for (const auto& tag : store::list_tags(txn, request.caller, resource)) {
    tags.string(tag.name, tag.value);
  }
  return base::ObjectText().raw("tags", tags.finish()).finish();
}

}  // namespace flows::api
