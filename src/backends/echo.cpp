#include "backends/echo.h"

namespace flows::backends {

base::Result<nodes::ModelResponse> echo(const nodes::ModelCall& call) {
  return ModelKind::respond(Completion(), call);
}

base::Result<Responder<ModelKind>> compile_echo(const rules::JsonPlace& place) {
  if (place.value() != true) return place.fault("must be true");
  return Responder<ModelKind>(
      [](const ServedCall<ModelKind>& served) { return echo(served.call); });
}

}  // namespace flows::backends
