#include "http/http1_session.h"

#include <exception>
#include <string_view>
#include <utility>

#include "http/failure.h"
#include "http/respond.h"

namespace flows::http {

using boost::system::error_code;

namespace {

// How many bytes one read takes at most. Idle connections hold a buffer of the smaller size.
constexpr std::size_t kHeaderReadBytes = 8 * 1024;
constexpr std::size_t kBodyReadBytes = 64 * 1024;

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
    case RequestFault::kUnknownCoding:
      return plain_response(501, "The only transfer coding that is understood is chunked.");
    case RequestFault::kMalformed:
      return plain_response(400, "The request is not well-formed HTTP/1.1.");
    case RequestFault::kOtherProtocol:
    case RequestFault::kNone: break;
  }
  return plain_response(408, "The request did not arrive in time.");
}

}  // namespace

Http1Session::Http1Session(std::shared_ptr<Transport> transport, boost::beast::flat_buffer received,
                           SessionContext& context)
    : transport_(std::move(transport)),
      context_(context),
      buffer_(std::move(received)),
      parser_({.header_bytes_max = context.options.header_bytes_max,
               .body_bytes_max = context.options.body_bytes_max}) {}

Task<void> Http1Session::run() {
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

Task<Http1Session::Received> Http1Session::receive() {
  parser_.reset(std::move(request_));
  verdict_.reset();
  phase_ = Phase::kIdle;
  set_deadline(context_.options.idle_timeout);
  if (buffer_.size() == 0 && buffer_.capacity() > kBodyReadBytes) buffer_.shrink_to_fit();
  bool sent_continue = false;
  while (true) {
    const bool has_bytes = phase_ == Phase::kIdle ? skip_empty_lines() : buffer_.size() > 0;
    if (has_bytes) {
      if (phase_ == Phase::kIdle) {
        phase_ = Phase::kBusy;
        set_deadline(context_.options.request_timeout);
      }
      feed_parser();
      judge();
      if (parser_.fault() != RequestFault::kNone) co_return Received::kRefused;
      if (parser_.is_complete()) {
        deadline_.clear();
        co_return Received::kRequest;
      }
      // The guard's response does not wait for a body that may be long.
      if (verdict_ && verdict_->response) co_return Received::kRefused;
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

Task<bool> Http1Session::fill_buffer() {
  const std::size_t bytes = parser_.has_header() ? kBodyReadBytes : kHeaderReadBytes;
  const auto space = buffer_.prepare(bytes);
  error_code failure;
  const std::size_t got = co_await transport_->read_some(space, failure);
  buffer_.commit(got);
  co_return !failure && !timed_out_;
}

// Drops the empty lines before a request, which are no part of it: the time in which it has to
// arrive begins after them. Returns whether a request has begun.
bool Http1Session::skip_empty_lines() {
  const auto text = [this] {
    return std::string_view(static_cast<const char*>(buffer_.cdata().data()), buffer_.size());
  };
  buffer_.consume(empty_lines_before(text()));
  return !text().empty() && text() != "\r";
}

// Judges the request once, when its header is complete. A refusal of what is too large is for a
// browser to read, too.
void Http1Session::judge() {
  if (verdict_ || !parser_.has_header()) return;
  const RequestFault fault = parser_.fault();
  if (fault != RequestFault::kNone && fault != RequestFault::kBodyTooLarge) return;
  verdict_ = judge_browser(parser_.request(), context_.options.browsers);
}

void Http1Session::feed_parser() {
  while (buffer_.size() > 0 && !parser_.is_complete() && parser_.fault() == RequestFault::kNone) {
    const auto bytes = buffer_.cdata();
    const std::size_t used = parser_.feed({static_cast<const char*>(bytes.data()), bytes.size()});
    buffer_.consume(used);
    if (used == 0) return;
  }
}

// Responds to a request that is not accepted, or not waited for, and ends the connection, because
// the beginning of the next request is unknown.
Task<void> Http1Session::refuse() {
  const RequestFault fault = parser_.fault();
  if (fault == RequestFault::kOtherProtocol) co_return;  // no response would be understood
  const bool is_late = timed_out_;
  request_ = parser_.take();  // what is known of it
  std::string().swap(request_.body);
  begin_exchange();
  keep_alive_ = false;
  wire::Response response = refusal_of(fault);
  if (verdict_ && verdict_->response) response = *std::move(verdict_->response);
  report_refusal(context_.options.on_refusal, request_, exchange_, response);
  co_await send(response);
  if (is_late) co_return;
  // If the server closed the socket while the client still sends, the connection would be reset and
  // the response lost.
  const bool is_shut_down = transport_->shutdown_send();
  phase_ = Phase::kLeaving;
  set_deadline(context_.options.request_timeout);
  bool more = is_shut_down && !context_.stopping;
  while (more) {
    buffer_.clear();
    more = co_await fill_buffer();
  }
}

Task<bool> Http1Session::serve() {
  request_ = parser_.take();
  begin_exchange();
  if (verdict_->response) {
    report_refusal(context_.options.on_refusal, request_, exchange_, *verdict_->response);
    const bool goes_on = co_await send(*verdict_->response);
    co_return goes_on;
  }
  Route route = find_route(context_.router, request_, exchange_);
  const bool goes_on = co_await serve_route(std::move(route));
  co_return goes_on;
}

Task<bool> Http1Session::serve_route(Route route) {
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

Task<bool> Http1Session::serve_on_pool(WholeRoute route) {
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

void Http1Session::begin_exchange() {
  exchange_.request_id = context_.ids.next(base::IdKind::kRequest);
  exchange_.stop = context_.stop.get_token();
  more_headers_.clear();
  if (verdict_) more_headers_ = std::move(verdict_->headers);
  keep_alive_ = parser_.may_keep_alive();
}

void Http1Session::check_deadlines() {
  if (watches_by_tick_ && transport_->has_hung_up()) give_up();
  if (!deadline_.has_passed(context_)) return;
  deadline_.clear();
  timed_out_ = true;
  transport_->cancel();
}

void Http1Session::begin_stop() {
  if (phase_ != Phase::kBusy) transport_->cancel();
}

void Http1Session::abort() {
  give_up();
  transport_->close();
}

void Http1Session::watch_client() {
  transport_->when_readable([self = shared_from_this(), watch = watch_](const error_code& failure) {
    if (failure || watch != self->watch_) return;
    switch (self->transport_->peek()) {
      case Transport::Peek::kNothing: self->watch_client(); break;
      case Transport::Peek::kBytes: self->watches_by_tick_ = true; break;
      case Transport::Peek::kEnd: self->give_up(); break;
    }
  });
}

void Http1Session::end_watch() {
  ++watch_;
  watches_by_tick_ = false;
  transport_->cancel();
}

void Http1Session::give_up() {
  watches_by_tick_ = false;
  stop_.request_stop();
  if (stream_) stream_->abandon();
}

void Http1Session::set_deadline(std::chrono::milliseconds timeout) {
  timed_out_ = false;
  deadline_.set(context_, timeout);
}

}  // namespace flows::http
