#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/id_generator.h"
#include "http/request_parser.h"
#include "http/respond.h"
#include "http/response_head.h"
#include "http/route.h"
#include "http/run_on.h"
#include "http/server_options.h"
#include "http/stream.h"

namespace flows::http {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

// What the sessions of one server share. Threads: the I/O thread, except for `stop`.
struct SessionContext {
  const ServerOptions& options;
  const Router& router;
  base::IdGenerator& ids;
  Pools pools;
  HeadWriter heads;
  std::stop_source stop = {};  // requested when the grace period of a shutdown is over
  bool stopping = false;       // sessions begin no further request
  std::uint64_t tick = 0;      // grows by one every `tick_length`; deadlines are ticks
  std::chrono::milliseconds tick_length{1000};
};

// One HTTP/1.1 connection: it reads requests, has them served, and writes the responses in order.
//
//   kIdle ──first byte──▶ kBusy ──response written──▶ kIdle …
//     └── closed, idle too long, server stops ──▶ end ◀── kLeaving (the last response is out; what
//                                                          the client still sends is thrown away)
//
// Threads: the I/O thread only.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Socket socket, SessionContext& context);

  // Serves the connection until it ends. The session stays alive for as long.
  Task<void> run();

  // Called by the server at every tick. Ends a wait whose deadline has passed.
  void check_deadline();

  // Prepares for the stop of the server: an idle connection ends now, a busy one after its
  // response.
  void begin_stop();

  // Ends the connection and what it serves, because the grace period is over.
  void abort();

 private:
  enum class Phase { kIdle, kBusy, kLeaving };
  enum class Received { kRequest, kRefused, kNothing };

  // session.cpp: the life of the connection.
  Task<void> serve_connection();
  Task<Received> receive();
  Task<bool> fill_buffer();
  Task<void> refuse();
  Task<bool> serve();
  Task<bool> serve_route(Route route);
  Task<bool> serve_on_pool(WholeRoute route);
  void feed_parser();
  void begin_exchange();

  // session_send.cpp: the output. The functions that send return whether the connection goes on.
  Task<bool> write_continue();
  Task<bool> send(const wire::Response& response);  // must live until it resumes
  Task<bool> send_ready(ReadyRoute route);
  Task<bool> send_stream(StreamRoute route);
  Task<bool> send_frames(std::shared_ptr<Stream> stream);
  Task<bool> write_frames(std::string head, std::span<const std::string> frames, bool complete);
  template <class Buffers>
  Task<bool> write_all(Buffers buffers);
  std::string stream_head(const std::vector<wire::Header>& headers);
  [[nodiscard]] bool is_chunked() const { return !parser_.is_http_1_0(); }
  void log_response(int status) const;

  // A client may leave while its response is being made. Between the first two calls, `give_up` is
  // called as soon as the client closes the connection or its sending half; at the next tick if
  // received bytes wait unread.
  void watch_client();
  void end_watch();
  void give_up();

  void set_deadline(std::chrono::milliseconds timeout);
  void clear_deadline() { deadline_ = kNoDeadline; }

  static constexpr std::uint64_t kNoDeadline = ~std::uint64_t{0};

  Socket socket_;
  SessionContext& context_;
  boost::beast::flat_buffer buffer_;  // received, not yet parsed
  RequestParser parser_;
  Phase phase_ = Phase::kIdle;
  std::uint64_t deadline_ = kNoDeadline;
  bool timed_out_ = false;
  std::uint64_t watch_ = 0;       // distinguishes callbacks of this watch from earlier ones
  bool watches_by_tick_ = false;  // bytes wait unread, so the socket is always readable

  // The current exchange.
  wire::Request request_;
  Exchange exchange_;
  std::stop_source stop_{std::nostopstate};  // for a response that the flow pool makes
  std::shared_ptr<Stream> stream_;           // set while a stream is being sent
  std::vector<wire::Header> more_headers_;   // those of the browser guard
  bool keep_alive_ = false;
  std::string head_;
};

}  // namespace flows::http
