#pragma once

#include "api/operation.h"
#include "base/caller.h"
#include "http/route.h"
#include "local/route.h"
#include "wire/credentials_file.h"

namespace flows::app {

// What the routes of the server need. Everything in it must outlive the server.
struct RouterContext {
  base::Caller defaults;  // the account and region of requests that name none
  // The keys with which requests for AWS's operations must be signed. If nullptr, any signature or
  // none is accepted.
  const wire::Credentials* credentials = nullptr;
  api::Services& api;
  local::Services& local;
};

// Returns the router of the server. It knows AWS's operations and the emulator's own routes under
// /_local, and responds to everything else with an error.
http::Router make_router(RouterContext context);

// Returns what records the requests that the server refuses before any router sees them: each as a
// line of the log, and in the journal if it has a method and a path that are not the emulator's
// own.
http::RefusalHandler make_refusal_handler(RouterContext context);

}  // namespace flows::app
