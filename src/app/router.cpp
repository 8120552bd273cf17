#include "app/router.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/serve.h"
#include "app/answer_cache.h"
#include "app/call_record.h"
#include "wire/credential_scope.h"
#include "wire/error_body.h"
#include "wire/signature.h"
#include "wire/target.h"

namespace flows::app {
namespace {

using local::Labels;

http::Route ready(wire::Response response) {
  return {.ready = std::make_shared<const wire::Response>(std::move(response))};
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
      return ready(local::message_response(
          501, "This version does not serve this route: " + std::string(row.reason) + "."));
    }
  }
  return ready(local::message_response(404, "No route of the emulator has this method and path."));
}

// Who calls.
struct Identity {
  base::Caller claimed;               // what the request says
  std::optional<base::Caller> known;  // once it is beyond doubt
};

// A call of AWS's API on the I/O thread.
struct Arrival {
  const wire::Request& request;
  const wire::Exchange& exchange;
  Identity identity;
};

// Who calls. Errors: those of wire::verify_signature, where signatures are verified.
base::Result<base::Caller> identify(const RouterParts& parts, const Identity& identity,
                                    const wire::Request& request) {
  if (identity.known) return *identity.known;
  ASSIGN_OR_RETURN(const auto scope,
                   wire::verify_signature(request, *parts.credentials, parts.api.clock.now()));
  return wire::caller_of(scope, parts.defaults);
}

// The same on the I/O thread, where a signature is verified once.
base::Result<base::Caller> identify(const RouterParts& parts, Arrival& arrival) {
  ASSIGN_OR_RETURN(auto caller, identify(parts, arrival.identity, arrival.request));
  arrival.identity.known = caller;
  return caller;
}

// An entry of the journal for a call that says it comes from `claimed`.
CallRecord record_of(const RouterParts& parts, const base::Caller& claimed, const api::Call* call,
                     const wire::Exchange& exchange) {
  return {parts.local.journal, parts.local.clock, claimed, call, exchange};
}

// Where there is no room to serve a call.
http::RefusedHandler journal_refusal(const RouterParts& parts, const base::Caller& claimed,
                                     const api::Call& call) {
  return [parts, claimed, call](const wire::Exchange& exchange, const wire::Response& response) {
    CallRecord record = record_of(parts, claimed, &call, exchange);
    record.ended(response);
  };
}

// What no operation of this version serves.
http::Route refuse(base::Error error, Arrival& arrival, const RouterParts& parts) {
  CallRecord record = record_of(parts, arrival.identity.claimed, nullptr, arrival.exchange);
  const auto caller = identify(parts, arrival);
  auto response = wire::error_response(wire::Service::kControl, caller ? error : caller.error());
  record.ended(response);
  return ready(std::move(response));
}

// The same request has the same answer until something is committed.
const AnswerCache::Kept* recall(AnswerCache& cache, Arrival& arrival, const RouterParts& parts) {
  if (arrival.request.method != "GET") return nullptr;
  const auto caller = identify(parts, arrival);
  if (!caller) return nullptr;
  const AnswerCache::Kept* kept =
      cache.find(arrival.request.target, *caller, parts.api.db.commits());
  if (kept == nullptr) return nullptr;
  CallRecord record = record_of(parts, arrival.identity.claimed, &kept->call, arrival.exchange);
  record.ended(*kept->response);
  return kept;
}

// Answers at once, on the I/O thread.
http::Route answer_here(api::Call call, AnswerCache& cache, Arrival& arrival,
                        const RouterParts& parts) {
  CallRecord record = record_of(parts, arrival.identity.claimed, &call, arrival.exchange);
  const auto caller = identify(parts, arrival);
  const std::uint64_t commits = parts.api.db.commits();
  auto response = std::make_shared<const wire::Response>(
      caller ? api::serve(call, arrival.request, arrival.exchange, *caller, parts.api)
             : wire::error_response(call.operation->service, caller.error()));
  record.ended(*response);
  if (response->status == call.operation->success_status) {
    cache.keep(arrival.request.target, *caller, commits, {std::move(call), response});
  }
  return {.ready = std::move(response)};
}

http::Route answer_whole(api::Call call, const Identity& identity, const RouterParts& parts) {
  const wire::RunsOn runs_on = call.row->runs_on;
  return {.runs_on = runs_on,
          .answer = [call = std::move(call), identity, parts](const wire::Request& request,
                                                              const wire::Exchange& exchange) {
            CallRecord record = record_of(parts, identity.claimed, &call, exchange);
            const auto caller = identify(parts, identity, request);
            auto response = caller ? api::serve(call, request, exchange, *caller, parts.api)
                                   : wire::error_response(call.operation->service, caller.error());
            record.ended(response);
            return response;
          }};
}

http::Route answer_with_stream(api::Call call, wire::RunsOn runs_on, const Identity& identity,
                               const RouterParts& parts) {
  return {.runs_on = runs_on,
          .stream = [call = std::move(call), identity, parts](
                        const wire::Request& request, const wire::Exchange& exchange,
                        wire::FrameWriter& writer) -> std::optional<wire::Response> {
            CallRecord record = record_of(parts, identity.claimed, &call, exchange);
            const auto caller = identify(parts, identity, request);
            if (!caller) {
              auto refusal = wire::error_response(call.operation->service, caller.error());
              record.ended(refusal);
              return refusal;
            }
            auto end = api::serve_stream(call, request, exchange, *caller, parts.api, writer);
            std::visit([&record](const auto& how) { record.ended(how); }, end);
            auto* const instead = std::get_if<wire::Response>(&end);
            return instead == nullptr ? std::nullopt : std::optional(std::move(*instead));
          }};
}

http::Route answer_later(api::Call call, const Identity& identity, const RouterParts& parts) {
  return {.later = [call = std::move(call), identity, parts](
                       const wire::Request& request, const wire::Exchange& exchange,
                       std::function<void(wire::Response)> done) {
    auto record = std::make_shared<CallRecord>(parts.local.journal, parts.local.clock,
                                               identity.claimed, &call, exchange);
    const auto caller = identify(parts, identity, request);
    auto answer = [record, done = std::move(done)](wire::Response response) mutable {
      record->ended(response);
      // The entry is made before the answer leaves.
      record.reset();
      done(std::move(response));
    };
    if (!caller) return answer(wire::error_response(call.operation->service, caller.error()));
    api::serve_later(call, request, exchange, *caller, parts.api, std::move(answer));
  }};
}

// Whether the I/O thread serves a call whose row names a pool.
bool is_short(const api::Call& call, Arrival& arrival, const RouterParts& parts) {
  if (!api::may_be_short(call, arrival.request)) return false;
  const auto caller = identify(parts, arrival);
  return caller && call.row->is_short(call, arrival.request, *caller, parts.api);
}

http::Route api_route(Arrival& arrival, wire::Target target, AnswerCache& cache,
                      const RouterParts& parts) {
  base::Result<api::Call> found = api::route(arrival.request.method, std::move(target));
  if (!found) return refuse(found.error(), arrival, parts);
  // The I/O thread always has room.
  const wire::RunsOn runs_on = found->row->runs_on;
  if (runs_on == wire::RunsOn::kIoThread) {
    return answer_here(*std::move(found), cache, arrival, parts);
  }
  if (is_short(*found, arrival, parts)) {
    if (found->row->later != nullptr) {
      return answer_later(*std::move(found), arrival.identity, parts);
    }
    return answer_with_stream(*std::move(found), wire::RunsOn::kIoThread, arrival.identity, parts);
  }
  auto refused = journal_refusal(parts, arrival.identity.claimed, *found);
  auto route = found->row->stream != nullptr
                   ? answer_with_stream(*std::move(found), runs_on, arrival.identity, parts)
                   : answer_whole(*std::move(found), arrival.identity, parts);
  route.refused = std::move(refused);
  return route;
}

}  // namespace

http::Router make_router(RouterParts parts) {
  return [parts = std::move(parts), cache = std::make_shared<AnswerCache>()](
             const wire::Request& request, const wire::Exchange& exchange) -> http::Route {
    Arrival arrival{request, exchange, {wire::caller_of(request, parts.defaults), std::nullopt}};
    if (parts.credentials == nullptr) arrival.identity.known = arrival.identity.claimed;
    if (const auto* kept = recall(*cache, arrival, parts)) {
      return {.ready = kept->response, .ready_body = kept->body};
    }
    base::Result<wire::Target> target = wire::parse_target(request.target);
    if (!target) return refuse(target.error(), arrival, parts);
    if (!target->segments.empty() && target->segments.front() == "_local") {
      return local_route(request.method, target->segments, parts.local);
    }
    return api_route(arrival, *std::move(target), *cache, parts);
  };
}

}  // namespace flows::app
