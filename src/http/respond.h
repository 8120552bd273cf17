#pragma once

#include "base/worker_pool.h"
#include "http/route.h"
#include "http/run_on.h"

// The steps from a request to its response that are the same in every version of HTTP. None of them
// lets an exception of a router or a handler pass: it becomes a 500.
namespace flows::http {

// The pools on which routes may run.
struct Pools {
  base::WorkerPool& api;
  base::WorkerPool& flow;
};

// Returns the route that `router` finds for the request. Threads: the I/O thread.
Route find_route(const Router& router, const wire::Request& request, const Exchange& exchange);

// Runs the handler on its pool. If the pool has no room, the response is a ThrottlingException.
// `request` and `exchange` must live until the coroutine resumes.
Task<wire::Response> respond_on_pool(WholeRoute route, const wire::Request& request,
                                     const Exchange& exchange, const Pools& pools);

// Calls the handler on this thread and resumes when it has called `on_done`. `request` and
// `exchange` must live until then.
Task<wire::Response> respond_async(AsyncRoute route, const wire::Request& request,
                                   const Exchange& exchange);

// Returns the response to a request for which a pool has no room. Calls `on_no_room` with it, if
// that is set.
wire::Response respond_without_room(const NoRoomHandler& on_no_room, const Exchange& exchange);

// Passes the refusal of a request on to `on_refusal`, if that is set. The response to a preflight
// is no refusal. Logs what the handler throws.
void report_refusal(const RefusalHandler& on_refusal, const wire::Request& request,
                    const Exchange& exchange, const wire::Response& response);

}  // namespace flows::http
