#include "backends/backends.h"

#include "local/handlers.h"

namespace flows::local {

wire::Response get_backends(const wire::Request& /*request*/, const Labels& /*labels*/,
                            Services& services) {
  return json_response(200, services.backends.document_text());
}

wire::Response put_backends(const wire::Request& request, const Labels& /*labels*/,
                            Services& services) {
  const auto replaced = services.backends.replace(request.body);
  if (!replaced) return error_response(replaced.error());
  return json_response(200, services.backends.document_text());
}

}  // namespace flows::local
