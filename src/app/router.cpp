#include "app/router.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/serve.h"
#include "wire/error_body.h"
#include "wire/target.h"

namespace flows::app {
namespace {

using Labels = std::map<std::string, std::string>;

http::Route answer_with(wire::Response response) {
  return {.runs_on = wire::RunsOn::kIoThread,
          .answer = [response = std::move(response)](const wire::Request&, const wire::Exchange&) {
            return response;
          }};
}

// The labels of a path that fits a pattern such as "/_local/executions/{id}"; nullopt if it does
// not.
std::optional<Labels> match(std::string_view pattern, const std::vector<std::string>& segments) {
  Labels labels;
  std::size_t at = 0;
  while (!pattern.empty()) {
    pattern.remove_prefix(1);  // the slash
    const std::string_view expected = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(expected.size());
    if (expected.empty()) continue;  // a trailing slash
    if (at == segments.size()) return std::nullopt;
    if (expected.starts_with('{')) {
      labels.emplace(expected.substr(1, expected.size() - 2), segments[at]);
    } else if (expected != segments[at]) {
      return std::nullopt;
    }
    ++at;
  }
  if (at != segments.size()) return std::nullopt;
  return labels;
}

http::Route local_route(std::string_view method, const std::vector<std::string>& segments,
                        local::Services& services) {
  for (const local::Route& row : local::routes()) {
    if (row.method != method) continue;
    std::optional<Labels> labels = match(row.path, segments);
    if (!labels) continue;
    return {.runs_on = row.runs_on,
            .answer = [&row, &services, labels = *std::move(labels)](const wire::Request& request,
                                                                     const wire::Exchange&) {
              return row.handler(request, labels, services);
            }};
  }
  for (const local::NotSupported& row : local::not_supported()) {
    if (row.method == method && match(row.path, segments)) {
      return answer_with(local::message_response(
          501, "This version does not serve this route: " + std::string(row.reason) + "."));
    }
  }
  return answer_with(
      local::message_response(404, "No route of the emulator has this method and path."));
}

http::Route api_route(std::string_view method, wire::Target target, const RouterParts& parts) {
  base::Result<api::Call> found = api::route(method, std::move(target));
  if (!found) return answer_with(wire::error_response(wire::Service::kControl, found.error()));
  const wire::RunsOn runs_on = found->row->runs_on;
  if (found->row->stream != nullptr) {
    return {.runs_on = runs_on,
            .stream = [call = *std::move(found), parts](const wire::Request& request,
                                                        const wire::Exchange& exchange,
                                                        wire::FrameWriter& writer) {
              return api::serve_stream(call, request, exchange, parts.defaults, parts.api, writer);
            }};
  }
  return {.runs_on = runs_on,
          .answer = [call = *std::move(found), parts](const wire::Request& request,
                                                      const wire::Exchange& exchange) {
            return api::serve(call, request, exchange, parts.defaults, parts.api);
          }};
}

}  // namespace

http::Router make_router(RouterParts parts) {
  return [parts = std::move(parts)](const wire::Request& request) {
    base::Result<wire::Target> target = wire::parse_target(request.target);
    if (!target) {
      return answer_with(wire::error_response(wire::Service::kControl, target.error()));
    }
    if (!target->segments.empty() && target->segments.front() == "_local") {
      return local_route(request.method, target->segments, parts.local);
    }
    return api_route(request.method, *std::move(target), parts);
  };
}

}  // namespace flows::app
