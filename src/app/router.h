#pragma once

#include "api/operation.h"
#include "base/caller.h"
#include "http/route.h"
#include "local/route.h"
#include "wire/credentials_file.h"

namespace flows::app {

// What the routes of the server need; all of it outlives the server.
struct RouterContext {
  base::Caller defaults;  // account and region of requests that name none
  // By which requests for AWS's operations must be signed; nullptr: any or none will do.
  const wire::Credentials* credentials = nullptr;
  api::Services& api;
  local::Services& local;
};

// Finds what serves a request: AWS's operations on AWS's paths, ours under /_local, and for
// everything else an error.
http::Router make_router(RouterContext context);

}  // namespace flows::app
