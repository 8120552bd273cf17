#pragma once

#include <cstdint>
#include <memory>

#include "base/clock.h"
#include "base/id_generator.h"
#include "base/result.h"
#include "http/route.h"
#include "http/server_options.h"

namespace flows::http {

// An HTTP/1.1 server: one I/O thread for all connections, a pool for short work, a pool for flows.
//
//   made ──listen()──▶ listening ──start()──▶ serving ──stop()──▶ stopped
//
// Clients that come between `listen` and `start` wait and are served then.
// Threads: any, one call at a time; `stop` alone may be called beside others. Never from a handler.
class Server {
 public:
  // `clock` gives the Date header, `ids` the request ids. Both must outlive the server.
  Server(ServerOptions options, Router router, const base::Clock& clock, base::IdGenerator& ids);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Takes the port. Errors, with host and port in the message: kValidation if the host is no
  // address of this computer, kConflict if the port is in use, kAccessDenied if it may not be
  // taken.
  base::Result<void> listen();

  // The port that `listen` took.
  [[nodiscard]] std::uint16_t port() const;

  // Begins to serve, on threads of its own.
  void start();

  // Ends: no more connections, idle ones close, requests in flight get the grace; then their stop
  // tokens are requested, their queues and sockets closed, and the threads joined. Blocks until all
  // that is done, which is when the last handler has returned. Safe to call twice.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace flows::http
