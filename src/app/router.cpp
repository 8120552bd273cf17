#include "app/router.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "api/serve.h"
#include "app/request_record.h"
#include "app/response_cache.h"
#include "base/limits.h"
#include "wire/credential_scope.h"
#include "wire/error_body.h"
#include "wire/signature.h"
#include "wire/target.h"

namespace flows::app {
namespace {

using local::Labels;

http::Route ready(wire::Response response) {
  return http::ReadyRoute{.response = std::make_shared<const wire::Response>(std::move(response))};
}

// Returns the segments from `first` on as the label {key+} has them.
std::string joined(const std::vector<std::string>& segments, std::size_t first) {
  std::string text = segments[first];
  for (std::size_t at = first + 1; at < segments.size(); ++at) text += "/" + segments[at];
  return text;
}

// Returns the labels of a path that matches a pattern such as "/_local/executions/{id}", or nullopt
// if it does not match.
std::optional<Labels> match(std::string_view pattern, const std::vector<std::string>& segments) {
  Labels labels;
  std::size_t at = 0;
  while (!pattern.empty()) {
    pattern.remove_prefix(1);  // removes the slash
    const std::string_view expected = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(expected.size());
    if (expected.empty()) continue;  // the pattern ends with a slash
    if (at == segments.size()) return std::nullopt;
    if (expected.ends_with("+}")) {
      labels.emplace(expected.substr(1, expected.size() - 3), joined(segments, at));
      return labels;
    }
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

// Checks whether a request is for one of the emulator's own routes. A signed GET of / is a client
// of S3 that lists its buckets.
bool is_local(const wire::Request& request, const wire::Target& target) {
  if (!target.segments.empty()) return target.segments.front() == "_local";
  return request.method == "GET" && !wire::credential_scope(request);
}

// Returns the pool for a call that the I/O thread does not serve.
http::Pool pool_of(base::RunsOn runs_on) {
  return runs_on == base::RunsOn::kFlowPool ? http::Pool::kFlow : http::Pool::kApi;
}

http::Route local_route(const wire::Request& request, const std::vector<std::string>& segments,
                        local::Services& services) {
  for (const local::Route& row : local::routes()) {
    if (row.method != request.method) continue;
    std::optional<Labels> labels = match(row.path, segments);
    if (!labels) continue;
    if (row.runs_on == base::RunsOn::kIoThread) {
      return ready(row.handler(request, *labels, services));
    }
    return http::WholeRoute{.pool = pool_of(row.runs_on),
                            .handler = [&row, &services, labels = *std::move(labels)](
                                           const wire::Request& to_serve, const http::Exchange&) {
                              return row.handler(to_serve, labels, services);
                            }};
  }
  for (const local::NotSupported& row : local::not_supported()) {
    if (row.method == request.method && match(row.path, segments)) {
      return ready(local::message_response(
          501, "This version does not serve this route: " + std::string(row.reason) + "."));
    }
  }
  return ready(local::message_response(404, "No route of the emulator has this method and path."));
}

// One call of AWS's API whose operation is known. The call is examined only once: what the I/O
// thread learns about it is passed on to the thread that serves it.
struct ApiCall {
  api::Call call;
  RequestRecord record;
  // The caller. If absent, the signature of a large body is still to be verified.
  std::optional<base::Caller> caller = {};
  // The parsed request. If absent, it is still to be parsed.
  std::optional<api::ApiRequest> request = {};
};

class ApiRouter {
 public:
  explicit ApiRouter(RouterContext context) : context_(std::move(context)) {}

  http::Route route(const wire::Request& request, const http::Exchange& exchange);

 private:
  base::Result<base::Caller> identify(const wire::Request& request) const;
  RequestRecord record_of(const wire::Request& request, const http::Exchange& exchange) const;
  std::shared_ptr<const wire::Response> find_cached(const wire::Request& request,
                                                    const http::Exchange& exchange,
                                                    const base::Caller& caller);
  http::Route refuse(const base::Error& error, const wire::Request& request,
                     const http::Exchange& exchange) const;
  http::Route route_call(ApiCall call, const wire::Request& request);
  http::Route serve_read(ApiCall call, const wire::Request& request);
  http::Route serve_on_io_thread(ApiCall call, const wire::Request& request);
  http::Route leave_to_pool(ApiCall call) const;
  base::Result<api::ApiRequest> complete(ApiCall& call, const wire::Request& request,
                                         const http::Exchange& exchange) const;

  const RouterContext context_;
  ResponseCache cache_;
};

// Returns whether the body is too large for the I/O thread to read.
bool is_large(const wire::Request& request) {
  return request.body.size() > base::limits::kIoThreadBodyBytesMax;
}

http::Route respond(ApiCall call, wire::Response response) {
  call.record.ended(response);
  return ready(std::move(response));
}

http::Route respond(ApiCall call, const base::Error& error) {
  auto response = wire::error_response(call.call.operation->service, error);
  return respond(std::move(call), std::move(response));
}

// Errors: those of wire::verify_signature, if signatures are verified.
base::Result<base::Caller> ApiRouter::identify(const wire::Request& request) const {
  if (context_.credentials == nullptr) return wire::caller_of(request, context_.defaults);
  ASSIGN_OR_RETURN(const auto scope, wire::verify_signature(request, *context_.credentials,
                                                            context_.api.clock.now()));
  return wire::caller_of(scope, context_.defaults);
}

// Begins the record of a request, with the caller that the request claims to have.
RequestRecord ApiRouter::record_of(const wire::Request& request,
                                   const http::Exchange& exchange) const {
  return {context_.local.journal, context_.local.clock, wire::caller_of(request, context_.defaults),
          exchange.request_id};
}

http::Route ApiRouter::route(const wire::Request& request, const http::Exchange& exchange) {
  // Verifying a signature reads the whole body, so a pool does it if the body is large.
  const bool may_identify = context_.credentials == nullptr || !is_large(request);
  std::optional<base::Result<base::Caller>> caller;
  if (may_identify) caller = identify(request);
  if (caller && *caller) {
    if (auto response = find_cached(request, exchange, **caller)) {
      return http::ReadyRoute{.response = std::move(response)};
    }
  }
  base::Result<wire::Target> target = wire::parse_target(request.target);
  if (target && is_local(request, *target))
    return local_route(request, target->segments, context_.local);
  if (caller && !*caller) return refuse(caller->error(), request, exchange);
  if (!target) return refuse(target.error(), request, exchange);
  auto found = api::route(request, *std::move(target));
  if (!found) return refuse(found.error(), request, exchange);
  ApiCall call{.call = *std::move(found), .record = record_of(request, exchange)};
  call.record.calls(call.call);
  if (caller) call.caller = **std::move(caller);
  return route_call(std::move(call), request);
}

// Returns the cached response: a GET has the same response until something is committed.
std::shared_ptr<const wire::Response> ApiRouter::find_cached(const wire::Request& request,
                                                             const http::Exchange& exchange,
                                                             const base::Caller& caller) {
  if (request.method != "GET") return nullptr;
  const ResponseCache::Entry* const entry =
      cache_.find(request.target, caller, context_.api.db.commits());
  if (entry == nullptr) return nullptr;
  RequestRecord record = record_of(request, exchange);
  record.calls(entry->call);
  record.ended(*entry->response);
  return entry->response;
}

// Responds to a request that calls no operation of this version, or whose caller may not call one.
http::Route ApiRouter::refuse(const base::Error& error, const wire::Request& request,
                              const http::Exchange& exchange) const {
  auto response = wire::error_response(wire::Service::kControl, error);
  RequestRecord record = record_of(request, exchange);
  record.refuses(request);
  record.ended(response);
  return ready(std::move(response));
}

http::Route ApiRouter::route_call(ApiCall call, const wire::Request& request) {
  if (call.call.row->runs_on == base::RunsOn::kIoThread) {
    return serve_read(std::move(call), request);
  }
  if (call.call.row->on_io_thread != nullptr && call.caller && !is_large(request)) {
    return serve_on_io_thread(std::move(call), request);
  }
  return leave_to_pool(std::move(call));
}

// Serves a read at once on this thread if that needs no waiting; otherwise leaves it to a pool.
http::Route ApiRouter::serve_read(ApiCall call, const wire::Request& request) {
  if (!call.caller) {
    return respond(std::move(call), {base::ErrorCode::kRequestTooLarge,
                                     "This operation takes no body, and none of that size is "
                                     "verified for it."});
  }
  const std::uint64_t commits = context_.api.db.commits();
  auto read = api::read_request(call.call, request, *call.caller);
  if (!read) return respond(std::move(call), read.error());
  const auto is_quick = call.call.row->is_quick;
  if (is_quick != nullptr && !is_quick(*read)) {
    call.request.emplace(*std::move(read));
    return leave_to_pool(std::move(call));
  }
  auto response = std::make_shared<const wire::Response>(
      api::serve_on_io_thread(call.call, *read, context_.api));
  call.record.ended(*response);
  if (response->status == call.call.operation->success_status) {
    cache_.put(request.target, *call.caller, commits, {std::move(call.call), response});
  }
  return http::ReadyRoute{.response = std::move(response)};
}

// Serves a call on this thread if it cannot block there; otherwise leaves it to a pool. The
// operation decides that once, and its outcome contains the decision.
http::Route ApiRouter::serve_on_io_thread(ApiCall call, const wire::Request& request) {
  auto read = api::read_request(call.call, request, *call.caller);
  if (!read) return respond(std::move(call), read.error());
  auto outcome = call.call.row->on_io_thread(*read, context_.api);
  if (auto* const body = std::get_if<base::Result<std::string>>(&outcome)) {
    auto response = api::response_of(*call.call.operation, std::move(*body));
    return respond(std::move(call), std::move(response));
  }
  if (auto* const stream = std::get_if<api::BufferedStream>(&outcome)) {
    call.record.ended(stream->end);
    return http::ReadyRoute{.response = std::make_shared<const wire::Response>(
                                wire::Response{.status = call.call.operation->success_status,
                                               .headers = std::move(stream->headers),
                                               .body = std::move(stream->frames)}),
                            .is_stream = true,
                            .ends_connection = stream->end.exception.has_value()};
  }
  if (auto* const completion = std::get_if<api::AsyncCompletion>(&outcome)) {
    auto shared = std::make_shared<ApiCall>(std::move(call));
    return http::AsyncRoute{
        .handler = [shared, completion = std::move(*completion)](
                       const wire::Request&, const http::Exchange&, auto on_done) {
          completion([shared, on_done = std::move(on_done)](base::Result<std::string> body) {
            RequestRecord record = std::move(shared->record);
            auto response = api::response_of(*shared->call.operation, std::move(body));
            record.ended(response);
            {
              const RequestRecord entered = std::move(record);
            }  // is added to the journal before the response is sent
            on_done(std::move(response));
          });
        }};
  }
  call.request.emplace(*std::move(read));
  return leave_to_pool(std::move(call));
}

// Finishes parsing a request, on the thread that serves it.
base::Result<api::ApiRequest> ApiRouter::complete(ApiCall& call, const wire::Request& request,
                                                  const http::Exchange& exchange) const {
  if (!call.caller) {
    ASSIGN_OR_RETURN(call.caller, identify(request));
  }
  if (!call.request) {
    ASSIGN_OR_RETURN(auto read, api::read_request(call.call, request, *call.caller));
    call.request.emplace(std::move(read));
  }
  call.request->stop = exchange.stop;
  return *std::move(call.request);
}

http::Route ApiRouter::leave_to_pool(ApiCall call) const {
  const bool is_stream = call.call.row->stream != nullptr;
  auto shared = std::make_shared<ApiCall>(std::move(call));
  auto on_no_room = [shared](const http::Exchange&, const wire::Response& response) {
    RequestRecord record = std::move(shared->record);
    record.ended(response);
  };
  if (!is_stream) {
    return http::WholeRoute{
        .pool = pool_of(shared->call.row->runs_on),
        .handler =
            [this, shared](const wire::Request& request, const http::Exchange& exchange) {
              RequestRecord record = std::move(shared->record);
              const auto complete_request = complete(*shared, request, exchange);
              auto response = complete_request
                                  ? api::serve(shared->call, *complete_request, context_.api)
                                  : wire::error_response(shared->call.operation->service,
                                                         complete_request.error());
              record.ended(response);
              return response;
            },
        .on_no_room = std::move(on_no_room)};
  }
  return http::StreamRoute{
      .handler = [this, shared](const wire::Request& request, const http::Exchange& exchange,
                                http::FrameWriter& writer) -> std::optional<wire::Response> {
        RequestRecord record = std::move(shared->record);
        const auto complete_request = complete(*shared, request, exchange);
        if (!complete_request) {
          auto refusal =
              wire::error_response(shared->call.operation->service, complete_request.error());
          record.ended(refusal);
          return refusal;
        }
        api::StreamWriter out{.open = writer.open, .write = writer.write};
        auto end = api::serve_stream(shared->call, *complete_request, context_.api, out);
        std::visit([&record](const auto& how) { record.ended(how); }, end);
        if (auto* const how = std::get_if<api::StreamEnd>(&end)) {
          std::string last;
          for (const std::string& frame : how->frames) last += frame;
          writer.end(std::move(last), how->exception.has_value());
        }
        auto* const instead = std::get_if<wire::Response>(&end);
        return instead == nullptr ? std::nullopt : std::optional(std::move(*instead));
      },
      .on_no_room = std::move(on_no_room)};
}

}  // namespace

http::Router make_router(RouterContext context) {
  return [router = std::make_shared<ApiRouter>(std::move(context))](
             const wire::Request& request, const http::Exchange& exchange) {
    return router->route(request, exchange);
  };
}

http::RefusalHandler make_refusal_handler(RouterContext context) {
  return
      [context = std::move(context)](const wire::Request& request, const http::Exchange& exchange,
                                     const wire::Response& response) {
        RequestRecord record(context.local.journal, context.local.clock,
                             wire::caller_of(request, context.defaults), exchange.request_id);
        auto target = wire::parse_target(request.target);
        if (request.method.empty() || (target && is_local(request, *target))) record.is_no_call();
        std::optional<api::Call> call;
        if (target) {
          if (auto found = api::route(request, *std::move(target))) call = *std::move(found);
        }
        call ? record.calls(*call) : record.refuses(request);
        record.ended(response);
      };
}

}  // namespace flows::app
