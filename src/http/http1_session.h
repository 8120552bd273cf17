#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "http/browser_guard.h"
#include "http/request_parser.h"
#include "http/session.h"
#include "http/stream.h"
#include "http/transport.h"

namespace flows::http {

// One HTTP/1.1 connection: it reads requests, has them served, and writes the responses in order.
//
//   kIdle ──first byte──▶ kBusy ──response written──▶ kIdle …
//     └── closed, idle too long, server stops ──▶ end ◀── kLeaving (the last response is out; what
//                                                          the client still sends is thrown away)
//
// Threads: the I/O thread only.
class Http1Session final : public Session, public std::enable_shared_from_this<Http1Session> {
 public:
  // `received` holds what has been read from `transport` already.
  Http1Session(std::shared_ptr<Transport> transport, boost::beast::flat_buffer received,
               SessionContext& context);

  Task<void> run() override;
  void check_deadlines() override;
  // An idle connection ends now, a busy one after its response.
  void begin_stop() override;
  void abort() override;

 private:
  enum class Phase { kIdle, kBusy, kLeaving };
  enum class Received { kRequest, kRefused, kNothing };

  // http1_session.cpp: the life of the connection.
  Task<Received> receive();
  Task<bool> fill_buffer();
  Task<void> refuse();
  Task<bool> serve();
  Task<bool> serve_route(Route route);
  Task<bool> serve_on_pool(WholeRoute route);
  bool skip_empty_lines();
  void feed_parser();
  void judge();
  void begin_exchange();

  // http1_send.cpp: the output. The functions that send return whether the connection goes on.
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

  // A client may leave while its response is being made. Between the first two calls, `give_up` is
  // called as soon as the client closes the connection or its sending half; at the next tick if
  // received bytes wait unread.
  void watch_client();
  void end_watch();
  void give_up();

  void set_deadline(std::chrono::milliseconds timeout);

  const std::shared_ptr<Transport> transport_;
  SessionContext& context_;
  boost::beast::flat_buffer buffer_;  // received, not yet parsed
  RequestParser parser_;
  Phase phase_ = Phase::kIdle;
  TickDeadline deadline_;
  bool timed_out_ = false;
  std::uint64_t watch_ = 0;       // distinguishes callbacks of this watch from earlier ones
  bool watches_by_tick_ = false;  // bytes wait unread, so the socket is always readable

  // The current exchange.
  wire::Request request_;
  Exchange exchange_;
  std::stop_source stop_{std::nostopstate};  // for a response that the flow pool makes
  std::shared_ptr<Stream> stream_;           // set while a stream is being sent
  std::optional<GuardVerdict> verdict_;      // set once the header is complete
  std::vector<wire::Header> more_headers_;   // those of the browser guard
  bool keep_alive_ = false;
  std::string head_;
};

}  // namespace flows::http
