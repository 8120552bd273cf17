#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/json_text.h"
#include "flows/version.h"
#include "local/handlers.h"

namespace flows::local {

wire::Response get_health(const wire::Request& /*request*/, const Labels& /*labels*/,
                          Services& services) {
  const bool stopping = services.stopping.stop_requested();
  const auto uptime =
      std::chrono::floor<std::chrono::seconds>(services.clock.now() - services.started_at);
  base::ObjectText health;
  health.string("status", std::string_view(stopping ? "stopping" : "ok"));
  health.string("version", std::string_view(version()));
  // The computer's clock may have been set back since the start.
  health.number("uptimeSeconds", std::max<std::int64_t>(uptime.count(), 0));
  return json_response(stopping ? 503 : 200, std::move(health).finish());
}

}  // namespace flows::local
