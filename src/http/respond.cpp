#include "http/respond.h"

#include <exception>
#include <memory>
#include <utility>

#include "base/thread.h"
#include "http/failure.h"

namespace flows::http {
namespace {

// The request boundary of handlers that return a whole response.
wire::Response call(const WholeHandler& handler, const wire::Request& request,
                    const Exchange& exchange) {
  try {
    return handler(request, exchange);
  } catch (...) {
    return exception_response(std::current_exception(), exchange.request_id);
  }
}

}  // namespace

Route find_route(const Router& router, const wire::Request& request, const Exchange& exchange) {
  try {
    return router(request, exchange);
  } catch (...) {
    return ReadyRoute{.response = std::make_shared<const wire::Response>(
                          exception_response(std::current_exception(), exchange.request_id))};
  }
}

Task<wire::Response> respond_on_pool(WholeRoute route, const wire::Request& request,
                                     const Exchange& exchange, const Pools& pools) {
  base::WorkerPool& pool = route.pool == Pool::kFlow ? pools.flow : pools.api;
  auto job = [&request, &exchange, handler = std::move(route.handler)] {
    return call(handler, request, exchange);
  };
  std::optional<wire::Response> response = co_await run_on(pool, std::move(job));
  if (!response) response = respond_without_room(route.on_no_room, exchange);
  co_return *std::move(response);
}

Task<wire::Response> respond_async(AsyncRoute route, const wire::Request& request,
                                   const Exchange& exchange) {
  // The response is shared, because the thread that calls `on_done` may still be inside of it when
  // this coroutine goes on.
  auto response = std::make_shared<std::optional<wire::Response>>();
  auto start = [&request, &exchange, response, &route](std::function<void()> resume) {
    try {
      route.handler(request, exchange, [response, resume](wire::Response made) {
        *response = std::move(made);
        resume();
      });
    } catch (...) {
      *response = exception_response(std::current_exception(), exchange.request_id);
      resume();
    }
  };
  co_await until_called(std::move(start));
  // A handler that lost its callback is a bug.
  if (!*response) *response = exception_response(nullptr, exchange.request_id);
  co_return **std::move(response);
}

wire::Response respond_without_room(const NoRoomHandler& on_no_room, const Exchange& exchange) {
  wire::Response response = throttled_response();
  if (on_no_room) on_no_room(exchange, response);
  return response;
}

void report_refusal(const RefusalHandler& on_refusal, const wire::Request& request,
                    const Exchange& exchange, const wire::Response& response) {
  constexpr int kFirstError = 400;
  if (!on_refusal || response.status < kFirstError) return;
  base::run_guarded("refusal of a request", [&] { on_refusal(request, exchange, response); });
}

}  // namespace flows::http
