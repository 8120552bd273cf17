#include "http/session.h"

#include <poll.h>
#include <sys/socket.h>

#include <boost/asio/redirect_error.hpp>
#include <exception>
#include <utility>

#include "http/browser_guard.h"
#include "http/failure.h"

namespace flows::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// How many bytes one read takes at most. Idle connections hold a buffer of the smaller size.
constexpr std::size_t kHeaderReadBytes = 8 * 1024;
constexpr std::size_t kBodyReadBytes = 64 * 1024;

enum class Peek { kNothing, kBytes, kEnd };

Peek peek(int socket) {
  char byte = 0;
  const ssize_t got = ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (got > 0) return Peek::kBytes;
  if (got == 0) return Peek::kEnd;
  const bool nothing = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  return nothing ? Peek::kNothing : Peek::kEnd;
}

bool has_hung_up(int socket) {
  pollfd entry{.fd = socket, .events = POLLRDHUP, .revents = 0};
  return ::poll(&entry, 1, 0) == 1;
}

wire::Response refusal_of(RequestFault fault) {
  switch (fault) {
    case RequestFault::kHeaderTooLarge:
      return plain_response(431, "The header of the request is too large.");
    case RequestFault::kBodyTooLarge: {
      base::Error error;
      error.code = base::ErrorCode::kRequestTooLarge;
      error.message = "The body of the request is too large.";
      return error_response(error);
    }
    case RequestFault::kUnknownExpectation:
      return plain_response(417, "The only expectation that can be met is 100-continue.");
    case RequestFault::kMalformed:
      return plain_response(400, "The request is not well-formed HTTP/1.1.");
    case RequestFault::kNone: break;
  }
  return plain_response(408, "The request did not arrive in time.");
}

}  // namespace

Session::Session(Socket socket, SessionContext& context)
    : socket_(std::move(socket)),
      context_(context),
      parser_({.header_bytes_max = context.options.header_bytes_max,
               .body_bytes_max = context.options.body_bytes_max}) {}

Task<void> Session::run() {
  co_await serve_connection();
  error_code ignored;  // the client may have closed it already
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
}

Task<void> Session::serve_connection() {
  while (!context_.stopping) {
    const Received received = co_await receive();
    if (received == Received::kNothing) co_return;
    if (received == Received::kRefused) {
      co_await refuse();
      co_return;
    }
    const bool goes_on = co_await serve();
    if (!goes_on) co_return;
  }
}

Task<Session::Received> Session::receive() {
  parser_.reset(std::move(request_));
  phase_ = Phase::kIdle;
  set_deadline(context_.options.idle_timeout);
  if (buffer_.size() == 0 && buffer_.capacity() > kBodyReadBytes) buffer_.shrink_to_fit();
  bool sent_continue = false;
  while (true) {
    if (buffer_.size() > 0) {
      if (phase_ == Phase::kIdle) {
        phase_ = Phase::kBusy;
        set_deadline(context_.options.request_timeout);
      }
      feed_parser();
      if (parser_.fault() != RequestFault::kNone) co_return Received::kRefused;
      if (parser_.is_complete()) {
        clear_deadline();
        co_return Received::kRequest;
      }
      if (parser_.has_header() && parser_.wants_continue() && !sent_continue) {
        sent_continue = true;
        const bool written = co_await write_continue();
        if (!written) co_return Received::kNothing;
        set_deadline(context_.options.request_timeout);
      }
    }
    const bool filled = co_await fill_buffer();
    if (filled) continue;
    // The parser has no fault, so the refusal reports a time-out.
    const bool too_late = timed_out_ && phase_ == Phase::kBusy;
    co_return too_late ? Received::kRefused : Received::kNothing;
  }
}

Task<bool> Session::fill_buffer() {
  const std::size_t bytes = parser_.has_header() ? kBodyReadBytes : kHeaderReadBytes;
  const auto space = buffer_.prepare(bytes);
  error_code failure;
  const std::size_t got =
      co_await socket_.async_read_some(space, asio::redirect_error(kUseTask, failure));
  buffer_.commit(got);
  co_return !failure && !timed_out_;
}

void Session::feed_parser() {
  while (buffer_.size() > 0 && !parser_.is_complete() && parser_.fault() == RequestFault::kNone) {
    const auto bytes = buffer_.cdata();
    const std::size_t used = parser_.feed({static_cast<const char*>(bytes.data()), bytes.size()});
    buffer_.consume(used);
    if (used == 0) return;
  }
}

// Responds to bytes that are no acceptable request, and ends the connection, because the beginning
// of the next request is unknown.
Task<void> Session::refuse() {
  const RequestFault fault = parser_.fault();
  request_ = wire::Request();
  begin_exchange();
  keep_alive_ = false;
  const wire::Response response = refusal_of(fault);
  co_await send(response);
  if (fault == RequestFault::kNone) co_return;
  // If the server closed the socket while the client still sends, the connection would be reset and
  // the response lost.
  error_code failure;
  socket_.shutdown(Socket::shutdown_send, failure);
  phase_ = Phase::kLeaving;
  set_deadline(context_.options.request_timeout);
  bool more = !failure && !context_.stopping;
  while (more) {
    buffer_.clear();
    more = co_await fill_buffer();
  }
}

Task<bool> Session::serve() {
  request_ = parser_.take();
  begin_exchange();
  GuardVerdict verdict = judge_browser(request_, context_.options.browsers);
  if (verdict.response) {
    const bool goes_on = co_await send(*verdict.response);
    co_return goes_on;
  }
  more_headers_ = std::move(verdict.headers);
  Route route = find_route(context_.router, request_, exchange_);
  const bool goes_on = co_await serve_route(std::move(route));
  co_return goes_on;
}

Task<bool> Session::serve_route(Route route) {
  bool goes_on = false;
  if (auto* const ready = std::get_if<ReadyRoute>(&route)) {
    goes_on = co_await send_ready(std::move(*ready));
  } else if (auto* const stream = std::get_if<StreamRoute>(&route)) {
    goes_on = co_await send_stream(std::move(*stream));
  } else if (auto* const whole = std::get_if<WholeRoute>(&route)) {
    goes_on = co_await serve_on_pool(std::move(*whole));
  } else {
    AsyncRoute& async = std::get<AsyncRoute>(route);
    const wire::Response response = co_await respond_async(std::move(async), request_, exchange_);
    goes_on = co_await send(response);
  }
  co_return goes_on;
}

Task<bool> Session::serve_on_pool(WholeRoute route) {
  const bool may_wait = route.pool == Pool::kFlow;
  if (may_wait) {
    stop_ = std::stop_source();
    exchange_.stop = stop_.get_token();
    watch_client();
  }
  const wire::Response response =
      co_await respond_on_pool(std::move(route), request_, exchange_, context_.pools);
  if (may_wait) end_watch();
  const bool goes_on = co_await send(response);
  co_return goes_on;
}

void Session::begin_exchange() {
  exchange_.request_id = context_.ids.next(base::IdKind::kRequest);
  exchange_.stop = context_.stop.get_token();
  more_headers_.clear();
  keep_alive_ = parser_.may_keep_alive();
}

void Session::check_deadline() {
  if (watches_by_tick_ && has_hung_up(socket_.native_handle())) give_up();
  if (context_.tick < deadline_) return;
  clear_deadline();
  timed_out_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void Session::begin_stop() {
  if (phase_ == Phase::kBusy) return;
  error_code ignored;
  socket_.cancel(ignored);
}

void Session::abort() {
  give_up();
  error_code ignored;
  socket_.close(ignored);
}

void Session::watch_client() {
  auto look = [self = shared_from_this(), watch = watch_](const error_code& failure) {
    if (failure || watch != self->watch_) return;
    switch (peek(self->socket_.native_handle())) {
      case Peek::kNothing: self->watch_client(); break;
      case Peek::kBytes: self->watches_by_tick_ = true; break;
      case Peek::kEnd: self->give_up(); break;
    }
  };
  socket_.async_wait(Socket::wait_read, std::move(look));
}

void Session::end_watch() {
  ++watch_;
  watches_by_tick_ = false;
  error_code ignored;
  socket_.cancel(ignored);
}

void Session::give_up() {
  watches_by_tick_ = false;
  stop_.request_stop();
  if (stream_) stream_->abandon();
}

void Session::set_deadline(std::chrono::milliseconds timeout) {
  timed_out_ = false;
  // One tick is added, because the current one has already begun.
  deadline_ = context_.tick + 1 + static_cast<std::uint64_t>(timeout / context_.tick_length);
}

}  // namespace flows::http
