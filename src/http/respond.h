#pragma once

#include "base/worker_pool.h"
#include "http/route.h"
#include "http/run_on.h"

// The steps from a request to its response that no version of HTTP changes. None of them throws
// what a router or a handler throws: that becomes a 500.
namespace flows::http {

// The pools that routes name.
struct Pools {
  base::WorkerPool& api;
  base::WorkerPool& flow;
};

// What `router` says of the request. Threads: the I/O thread.
Route find_route(const Router& router, const wire::Request& request, const Exchange& exchange);

// Runs the handler on its pool. Where the pool has no room the response is a ThrottlingException.
// `request` and `exchange` must live until this resumes.
Task<wire::Response> respond_on_pool(WholeRoute route, const wire::Request& request,
                                     const Exchange& exchange, const Pools& pools);

// Calls the handler here and resumes when it is done. `request` and `exchange` must live until
// then.
Task<wire::Response> respond_async(AsyncRoute route, const wire::Request& request,
                                   const Exchange& exchange);

// The response where a pool has no room, told to `on_no_room` where there is one.
wire::Response respond_without_room(const NoRoomHandler& on_no_room, const Exchange& exchange);

}  // namespace flows::http
