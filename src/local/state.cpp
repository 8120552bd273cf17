#include <memory>

#include "base/json.h"
#include "base/limits.h"
#include "local/handlers.h"
#include "local/query.h"
#include "local/replace_state.h"
#include "store/state_document.h"

namespace flows::local {

wire::Response get_state(const wire::Request& request, const Labels& /*labels*/,
                         Services& services) {
  if (const auto query = read_query(request, {}); !query) return error_response(query.error());
  auto document = store::export_state(services.db, base::limits::kStateDocumentBytesMax);
  if (!document) return error_response(document.error());
  return json_response(200, *std::move(document));
}

wire::Response put_state(const wire::Request& request, const Labels& /*labels*/,
                         Services& services) {
  if (const auto query = read_query(request, {}); !query) return error_response(query.error());
  const auto document = base::parse_json(request.body);
  if (!document) return error_response(document.error());
  const auto state = store::read_state(*document);
  if (!state) return error_response(state.error());
  const std::lock_guard lock(services.replacing);
  const auto replaced =
      replace_state(services, [&] { return services.db.replace_with((*state)->connection); });
  return replaced ? wire::Response{.status = 204} : error_response(replaced.error());
}

}  // namespace flows::local
