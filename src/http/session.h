#pragma once

#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>

#include "base/id_generator.h"
#include "http/respond.h"
#include "http/response_head.h"
#include "http/route.h"
#include "http/run_on.h"
#include "http/server_options.h"

namespace flows::http {

// What the connections of one server share. Threads: the I/O thread, except for `stop`.
struct SessionContext {
  const ServerOptions& options;
  const Router& router;
  base::IdGenerator& ids;
  Pools pools;
  HeadWriter heads;
  std::shared_ptr<boost::asio::ssl::context> tls = {};  // null if the server does not speak TLS
  std::stop_source stop = {};  // requested when the grace period of a shutdown is over
  bool stopping = false;       // sessions begin no further request
  std::uint64_t tick = 0;      // grows by one every `tick_length`; deadlines are ticks
  std::chrono::milliseconds tick_length{1000};
};

// A point in time, counted in the ticks of the server. Threads: the I/O thread.
class TickDeadline {
 public:
  void set(const SessionContext& context, std::chrono::milliseconds timeout) {
    // One tick is added, because the present one has begun already.
    due_ = context.tick + 1 + static_cast<std::uint64_t>(timeout / context.tick_length);
  }
  void clear() { due_ = kNever; }
  [[nodiscard]] bool has_passed(const SessionContext& context) const {
    return context.tick >= due_;
  }

 private:
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};
  std::uint64_t due_ = kNever;
};

// One connection in one version of HTTP. Threads: the I/O thread only.
class Session {
 public:
  virtual ~Session() = default;

  // Serves the connection until it ends. The session must live for as long.
  virtual Task<void> run() = 0;

  // The server calls it every tick: it ends waits whose deadline has passed.
  virtual void check_deadlines() = 0;

  // Says to the session that the server is stopping: it begins no further request and ends after
  // those that it serves.
  virtual void begin_stop() = 0;

  // Ends the connection and what it serves, because the grace period is over.
  virtual void abort() = 0;
};

}  // namespace flows::http
