#pragma once

#include <cstdint>
#include <memory>

#include "base/clock.h"
#include "base/id_generator.h"
#include "base/result.h"
#include "http/route.h"
#include "http/server_options.h"

namespace flows::http {

// An HTTP/1.1 server with one I/O thread for all connections, a pool for short work, and a pool for
// flows.
//
//   made ──listen()──▶ listening ──start()──▶ serving ──stop()──▶ stopped
//
// Clients that connect between `listen` and `start` wait until the server serves them. Threads:
// any, one call at a time; only `stop` may be called while another call runs. A handler must not
// call any of these functions.
class Server {
 public:
  // `clock` provides the Date header and `ids` the request ids. Both must outlive the server.
  Server(ServerOptions options, Router router, const base::Clock& clock, base::IdGenerator& ids);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Opens the port. Errors, with host and port in the message: kValidation if the host is no
  // address of this computer, kConflict if the port is in use, kAccessDenied if the user may not
  // use it.
  base::Result<void> listen();

  // Returns the port that `listen` opened.
  [[nodiscard]] std::uint16_t port() const;

  // Starts to serve requests, on the server's own threads.
  void start();

  // Stops the server: it accepts no more connections, closes idle ones, and grants the requests in
  // progress the grace period; then it requests their stop tokens, closes their queues and sockets,
  // and joins the threads. Blocks until all that is done, which is when the last handler has
  // returned. It is safe to call it twice.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace flows::http
