#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <memory>

#include "http/session.h"
#include "http/transport.h"

namespace flows::http {

// One accepted connection. Its first bytes say which version of HTTP the client speaks; from then
// on a session serves it. Threads: the I/O thread only.
class Connection {
 public:
  Connection(Socket socket, SessionContext& context);

  // Serves the connection until it ends. The connection must live for as long.
  Task<void> run();

  // See Session.
  void check_deadlines();
  void begin_stop();
  void abort();

 private:
  enum class Protocol { kUnknown, kHttp1, kHttp2, kTls };

  Task<Protocol> recognize();
  Task<Protocol> begin_tls();
  [[nodiscard]] Protocol protocol_of_bytes() const;
  Task<void> serve(Protocol protocol);
  Task<void> end(Protocol protocol);

  const std::shared_ptr<Transport> transport_;
  SessionContext& context_;
  boost::beast::flat_buffer buffer_;  // received, and not yet read by the session
  TickDeadline deadline_;             // of the first bytes
  bool is_over_ = false;              // the deadline has passed, or the server stops
  std::shared_ptr<Session> session_;  // null until the protocol is known
};

}  // namespace flows::http
