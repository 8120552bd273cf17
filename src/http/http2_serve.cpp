#include <boost/asio/co_spawn.hpp>
#include <optional>
#include <utility>
#include <variant>

#include "base/limits.h"
#include "base/log.h"
#include "base/text/ascii.h"
#include "base/thread.h"
#include "http/browser_guard.h"
#include "http/failure.h"
#include "http/http2_callbacks.h"
#include "http/http2_session.h"
#include "http/respond.h"
#include "http/response_head.h"

namespace flows::http {

namespace asio = boost::asio;

namespace {

// RFC 9113, 6.5.2: what each field takes of a header list besides its texts.
constexpr std::size_t kFieldOverheadBytes = 32;

constexpr std::size_t kFieldsExpected = 12;

std::shared_ptr<const wire::Response> shared(wire::Response response) {
  return std::make_shared<const wire::Response>(std::move(response));
}

// The fields of a response, with names in small letters as HTTP/2 demands.
class FieldList {
 public:
  FieldList() { texts_.reserve(kFieldsExpected); }

  void add(std::string_view name, std::string_view value) {
    std::string clean;
    append_header_text(clean, value);
    texts_.emplace_back(base::lowered(name), std::move(clean));
  }

  // Valid until the next `add`.
  std::vector<nghttp2_nv> fields() {
    const auto bytes = [](std::string& text) {
      return reinterpret_cast<std::uint8_t*>(text.data());
    };
    std::vector<nghttp2_nv> fields;
    fields.reserve(texts_.size());
    for (auto& [name, value] : texts_) {
      fields.push_back(
          {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
    }
    return fields;
  }

 private:
  std::vector<std::pair<std::string, std::string>> texts_;
};

}  // namespace

void Http2Session::begin_request(std::int32_t id) {
  if (is_ending_)
    return;  // the GOAWAY that is queued excludes it: the client tries again elsewhere
  auto stream = std::make_shared<Http2Stream>(id);
  stream->deadline.set(context_, context_.options.request_timeout);
  stream->exchange.request_id = context_.ids.next(base::IdKind::kRequest);
  stream->exchange.stop = stream->stop.get_token();
  idle_deadline_.clear();
  streams_.emplace(id, std::move(stream));
}

Http2Session::StreamPointer Http2Session::find(std::int32_t id) const {
  const auto found = streams_.find(id);
  return found == streams_.end() ? nullptr : found->second;
}

void Http2Session::add_header(Http2Stream& stream, std::string_view name, std::string_view value) {
  stream.header_bytes += name.size() + value.size() + kFieldOverheadBytes;
  if (stream.header_bytes > context_.options.header_bytes_max) return;
  if (name == ":method") {
    stream.request.method = value;
  } else if (name == ":path") {
    stream.request.target = value;
  } else if (name == ":authority") {
    stream.authority = value;
  } else if (!name.starts_with(':')) {
    stream.request.headers.push_back({std::string(name), std::string(value)});
  }
}

// Responds at once to what no handler needs to see. `is_last`: the request has no body.
void Http2Session::end_of_headers(const StreamPointer& stream, bool is_last) {
  if (stream->header_bytes > context_.options.header_bytes_max) {
    return refuse(*stream, plain_response(431, "The header of the request is too large."));
  }
  const std::string* const host = stream->request.header("host");
  if (host != nullptr && !stream->authority.empty() && *host != stream->authority) {
    return refuse(*stream, plain_response(400, "The request names two hosts."));
  }
  if (host == nullptr) stream->request.headers.push_back({"host", stream->authority});
  GuardVerdict verdict = judge_browser(stream->request, context_.options.browsers);
  if (verdict.response) return refuse(*stream, *std::move(verdict.response));
  stream->more_headers = std::move(verdict.headers);
  const std::string* const expectation = stream->request.header("expect");
  if (expectation == nullptr || is_last) return;
  if (!base::equal_ignoring_case(*expectation, "100-continue")) {
    return refuse(*stream,
                  plain_response(417, "The only expectation that can be met is 100-continue."));
  }
  FieldList list;
  list.add(":status", "100");
  const std::vector<nghttp2_nv> fields = list.fields();
  nghttp2_submit_headers(library_.get(), NGHTTP2_FLAG_NONE, stream->id, nullptr, fields.data(),
                         fields.size(), nullptr);
}

// Memory is counted as long as it is held.
void Http2Session::release_body(Http2Stream& stream) {
  std::string().swap(stream.request.body);
  body_bytes_ -= std::exchange(stream.counted_bytes, 0);
}

// Goes on reading the request after its response, for a while: many clients would not see a
// response that a reset follows while they still send.
void Http2Session::await_end_of_request(Http2Stream& stream) {
  stream.deadline.set(context_, context_.options.request_timeout);
}

void Http2Session::drop_body(Http2Stream& stream, std::size_t size) {
  stream.dropped_bytes += size;
  if (stream.dropped_bytes >
      base::limits::kHttp2DroppedBodiesMax * context_.options.body_bytes_max) {
    reset(stream, NGHTTP2_NO_ERROR);
  }
}

void Http2Session::add_body(Http2Stream& stream, std::string_view bytes) {
  if (stream.is_answered) return drop_body(stream, bytes.size());
  const bool is_too_large =
      stream.request.body.size() + bytes.size() > context_.options.body_bytes_max;
  if (is_too_large || body_bytes_ + bytes.size() > base::limits::kHttp2BodiesBytesMax) {
    base::Error error;
    error.code = base::ErrorCode::kRequestTooLarge;
    error.message = is_too_large ? "The body of the request is too large."
                                 : "The requests of this connection are too large together.";
    return refuse(stream, error_response(error));
  }
  body_bytes_ += bytes.size();
  stream.counted_bytes += bytes.size();
  stream.request.body += bytes;
}

void Http2Session::end_of_request(const StreamPointer& stream) {
  stream->is_received = true;
  if (stream->is_answered) return;
  stream->deadline.clear();
  serve_route(stream, find_route(context_.router, stream->request, stream->exchange));
}

void Http2Session::serve_route(const StreamPointer& stream, Route route) {
  if (auto* const ready = std::get_if<ReadyRoute>(&route)) {
    stream->ends_connection = ready->ends_connection;
    return respond(*stream, std::move(ready->response));
  }
  stream->is_served = true;
  auto ended = [self = shared_from_this(), stream](std::exception_ptr thrown) {
    self->release_body(*stream);
    if (!thrown) return;
    base::run_guarded("HTTP/2 stream", [&] { std::rethrow_exception(thrown); });
    self->reset(*stream, NGHTTP2_INTERNAL_ERROR);
  };
  asio::co_spawn(transport_->executor(), serve_waiting(stream, std::move(route)), std::move(ended));
}

Task<void> Http2Session::serve_waiting(StreamPointer stream, Route route) {
  // The coroutine may outlive the connection.
  const auto self = shared_from_this();
  if (auto* const streamed = std::get_if<StreamRoute>(&route)) {
    co_await serve_stream(stream, std::move(*streamed));
    co_return;
  }
  wire::Response response;
  if (auto* const whole = std::get_if<WholeRoute>(&route)) {
    response = co_await respond_on_pool(std::move(*whole), stream->request, stream->exchange,
                                        context_.pools);
  } else {
    AsyncRoute async = std::get<AsyncRoute>(std::move(route));
    response = co_await respond_async(std::move(async), stream->request, stream->exchange);
  }
  respond(*stream, shared(std::move(response)));
}

Task<void> Http2Session::serve_stream(StreamPointer stream, StreamRoute route) {
  wire::Request request = std::move(stream->request);
  stream->request = wire::Request();
  stream->request.method = request.method;  // the log names both
  stream->request.target = request.target;
  auto frames =
      std::make_shared<Stream>(std::move(route.handler), std::move(request),
                               stream->exchange.request_id, context_.options.frame_queue_bytes_max);
  if (!context_.pools.flow.submit([frames] { frames->work(); })) {
    respond(*stream, shared(respond_without_room(route.on_no_room, stream->exchange)));
    co_return;
  }
  stream->frames = frames;
  if (stream->is_closed) frames->abandon();
  while (true) {
    auto start = [frames](std::function<void()> ready) {
      frames->frames().call_when_ready(std::move(ready));
    };
    co_await until_called(std::move(start));
    FrameQueue::Batch batch = frames->frames().take();
    if (batch.closed || stream->is_closed) co_return;
    if (!frames->was_opened()) {
      respond(*stream, shared(std::move(frames->response())));
      co_return;
    }
    for (std::string& frame : batch.frames) {
      stream->body.add(std::make_shared<const std::string>(std::move(frame)));
    }
    stream->is_body_cut_short = batch.finished && frames->was_cut_short();
    if (batch.finished) {
      stream->ends_connection = frames->ends_connection();
      stream->body.finish();
    }
    send_body(*stream, frames->headers());
    if (batch.finished) co_return;
    // The worker waits meanwhile, once the queue between is full.
    auto drain = [stream](std::function<void()> ready) {
      if (stream->is_closed || stream->body.size() == 0) return ready();
      stream->on_drained = std::move(ready);
    };
    co_await until_called(std::move(drain));
  }
}

// Starts a streamed response, or goes on with it.
void Http2Session::send_body(Http2Stream& stream, const std::vector<wire::Header>& headers) {
  if (!std::exchange(stream.is_answered, true)) {
    release_body(stream);
    submit(stream, 200, headers, std::nullopt);
  } else {
    nghttp2_session_resume_data(library_.get(), stream.id);
  }
  if (stream.body.size() > 0 || stream.body.is_finished()) {
    stream.deadline.set(context_, context_.options.write_timeout);
  }
  wake_writer();
}

void Http2Session::body_was_sent(Http2Stream& stream) {
  // An honest client may answer each frame with two updates of its windows.
  control_frames_ -= std::min<std::size_t>(control_frames_, 2);
  if (stream.body.size() > 0 || stream.is_body_cut_short) {
    return stream.deadline.set(context_, context_.options.write_timeout);
  }
  stream.deadline.clear();
  if (auto drained = std::exchange(stream.on_drained, nullptr)) drained();
}

void Http2Session::respond(Http2Stream& stream, std::shared_ptr<const wire::Response> response) {
  if (stream.is_closed || std::exchange(stream.is_answered, true)) return;
  release_body(stream);
  stream.deadline.clear();
  const std::string* const body = &response->body;
  if (!has_no_body(response->status) && stream.request.method != "HEAD") {
    stream.body.add(std::shared_ptr<const std::string>(response, body));
  }
  stream.body.finish();
  submit(stream, response->status, response->headers, body->size());
  if (stream.body.size() > 0) stream.deadline.set(context_, context_.options.write_timeout);
  wake_writer();
}

// Responds to a request that no route serves.
void Http2Session::refuse(Http2Stream& stream, wire::Response response) {
  if (stream.is_closed || stream.is_answered) return;
  report_refusal(context_.options.on_refusal, stream.request, stream.exchange, response);
  respond(stream, shared(std::move(response)));
}

// `body_bytes` is the length of a response that is whole.
void Http2Session::submit(Http2Stream& stream, int status, const std::vector<wire::Header>& headers,
                          std::optional<std::size_t> body_bytes) {
  FieldList list;
  list.add(":status", std::to_string(status));
  list.add("date", context_.heads.date());
  const wire::Header* const content_type = find_content_type(headers);
  if (content_type != nullptr) list.add(content_type->name, content_type->value);
  if (body_bytes && !has_no_body(status)) list.add("content-length", std::to_string(*body_bytes));
  list.add("x-amzn-requestid", stream.exchange.request_id);
  for (const wire::Header& header : headers) {
    if (&header != content_type) list.add(header.name, header.value);
  }
  for (const wire::Header& header : stream.more_headers) list.add(header.name, header.value);
  const std::vector<nghttp2_nv> fields = list.fields();
  const bool has_body =
      stream.body.size() > 0 || !stream.body.is_finished() || stream.is_body_cut_short;
  nghttp2_data_provider provider{.source = {.ptr = &stream}, .read_callback = read_http2_body};
  nghttp2_submit_response(library_.get(), stream.id, fields.data(), fields.size(),
                          has_body ? &provider : nullptr);
  log_response(stream.request, status, stream.exchange.request_id);
}

void Http2Session::stream_closed(std::int32_t id) {
  const auto found = streams_.find(id);
  if (found == streams_.end()) return;
  const StreamPointer stream = found->second;
  streams_.erase(found);
  // A handler that is at work still holds the request; its coroutine releases it.
  if (!stream->is_served) release_body(*stream);
  stream->close();
  if (stream->ends_connection) end_calmly();
  if (streams_.empty()) idle_deadline_.set(context_, context_.options.idle_timeout);
}

// Counts what costs the server something and asks for nothing. Returns false once it is a flood.
bool Http2Session::count_frame(const nghttp2_frame& frame) {
  const bool is_empty_data = frame.hd.type == NGHTTP2_DATA && frame.hd.length == 0 &&
                             (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) == 0;
  const bool is_request = frame.hd.type == NGHTTP2_HEADERS || frame.hd.type == NGHTTP2_DATA;
  if (is_request && !is_empty_data) return true;
  if (++control_frames_ <= base::limits::kHttp2ControlFramesMax) return true;
  nghttp2_session_terminate_session(library_.get(), NGHTTP2_ENHANCE_YOUR_CALM);
  return false;
}

}  // namespace flows::http
