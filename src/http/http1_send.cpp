#include <array>
#include <charconv>
#include <limits>
#include <span>
#include <string_view>
#include <utility>

#include "base/log.h"
#include "http/failure.h"
#include "http/http1_session.h"

namespace flows::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t kHeadBytesExpected = 512;  // the usual size of the head of a stream

// Avoids fmt, which would take longer than the rest of a chunk.
void append_chunk_size(std::string& out, std::size_t bytes) {
  constexpr int kHexadecimal = 16;
  std::array<char, 2 * sizeof bytes> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bytes, kHexadecimal);
  out.append(digits.data(), end.ptr);
  out += "\r\n";
}

}  // namespace

template <class Buffers>
Task<bool> Http1Session::write_all(Buffers buffers) {
  set_deadline(context_.options.write_timeout);
  // The deadline starts again with every part that the client takes: a slow client has not left.
  auto progress = [this](const error_code& failure, std::size_t) -> std::size_t {
    if (failure) return 0;
    set_deadline(context_.options.write_timeout);
    return std::numeric_limits<std::size_t>::max();
  };
  error_code failure;
  co_await transport_->write(buffers, std::move(progress), failure);
  deadline_.clear();
  co_return !failure;
}

Task<bool> Http1Session::write_continue() {
  std::array<asio::const_buffer, 1> buffers = {asio::buffer("HTTP/1.1 100 Continue\r\n\r\n", 25)};
  const bool written = co_await write_all(buffers);
  co_return written;
}

Task<bool> Http1Session::send(const wire::Response& response) {
  keep_alive_ = keep_alive_ && !context_.stopping;
  Head head;
  head.status = response.status;
  head.headers = &response.headers;
  head.more_headers = &more_headers_;
  head.request_id = exchange_.request_id;
  head.keep_alive = keep_alive_;
  head.form = has_no_body(response.status) ? BodyForm::kNone : BodyForm::kLength;
  head.body_bytes = response.body.size();
  head_.clear();
  context_.heads.append(head_, head);
  log_response(request_, response.status, exchange_.request_id);
  const bool has_body = head.form == BodyForm::kLength && request_.method != "HEAD";
  std::array<asio::const_buffer, 2> buffers = {asio::buffer(head_), asio::const_buffer()};
  if (has_body) buffers[1] = asio::buffer(response.body);
  const bool written = co_await write_all(buffers);
  const bool goes_on = written && keep_alive_;
  co_return goes_on;
}

Task<bool> Http1Session::send_stream(StreamRoute route) {
  wire::Request request = std::move(request_);
  request_ = wire::Request();
  request_.method = request.method;  // the log names both
  request_.target = request.target;
  auto stream =
      std::make_shared<Stream>(std::move(route.handler), std::move(request), exchange_.request_id,
                               context_.options.frame_queue_bytes_max);
  if (!context_.pools.flow.submit([stream] { stream->work(); })) {
    const wire::Response response = respond_without_room(route.on_no_room, exchange_);
    const bool goes_on = co_await send(response);
    co_return goes_on;
  }
  stream_ = stream;
  watch_client();
  const bool goes_on = co_await send_frames(stream);
  end_watch();
  // If the client took the whole stream, this has no effect; otherwise it ends the wait of the
  // worker.
  stream->abandon();
  stream_.reset();
  co_return goes_on;
}

Task<bool> Http1Session::send_ready(ReadyRoute route) {
  bool goes_on = false;
  if (route.is_stream) {
    const std::span<const std::string> frames(&route.response->body, 1);
    std::string head = stream_head(route.response->headers);
    goes_on = co_await write_frames(std::move(head), frames, true);
    goes_on = goes_on && keep_alive_ && !route.ends_connection;
  } else {
    goes_on = co_await send(*route.response);
  }
  co_return goes_on;
}

Task<bool> Http1Session::send_frames(std::shared_ptr<Stream> stream) {
  bool head_is_out = false;
  while (true) {
    auto start = [stream](std::function<void()> ready) {
      stream->frames().call_when_ready(std::move(ready));
    };
    co_await until_called(std::move(start));
    FrameQueue::Batch batch = stream->frames().take();
    if (batch.closed) co_return false;
    if (!stream->was_opened()) {
      const bool goes_on = co_await send(stream->response());
      co_return goes_on;
    }
    std::string head;
    if (!head_is_out) head = stream_head(stream->headers());
    head_is_out = true;
    const bool last = batch.finished;
    // If the end mark is missing, the client sees that the response is not complete.
    const bool complete = last && !stream->was_cut_short();
    const std::span<const std::string> frames(batch.frames);
    const bool written = co_await write_frames(std::move(head), frames, complete);
    if (!written) co_return false;
    if (!last) continue;
    const bool goes_on = complete && keep_alive_ && !stream->ends_connection();
    co_return goes_on;
  }
}

std::string Http1Session::stream_head(const std::vector<wire::Header>& headers) {
  keep_alive_ = keep_alive_ && !context_.stopping;
  Head head;
  head.headers = &headers;
  head.more_headers = &more_headers_;
  head.request_id = exchange_.request_id;
  head.keep_alive = keep_alive_;
  head.form = is_chunked() ? BodyForm::kChunked : BodyForm::kUntilClose;
  std::string text;
  text.reserve(kHeadBytesExpected);
  context_.heads.append(text, head);
  log_response(request_, head.status, exchange_.request_id);
  return text;
}

// Makes one gathered write of the head (if it has not been sent), the frames as one chunk, and the
// end mark.
Task<bool> Http1Session::write_frames(std::string head, std::span<const std::string> frames,
                                      bool complete) {
  std::size_t bytes = 0;
  for (const std::string& frame : frames) bytes += frame.size();
  const bool has_chunk = is_chunked() && bytes > 0;  // an empty chunk would be the end mark
  if (has_chunk) append_chunk_size(head, bytes);
  std::string_view tail = has_chunk ? "\r\n" : "";
  if (is_chunked() && complete) tail = has_chunk ? "\r\n0\r\n\r\n" : "0\r\n\r\n";
  std::vector<asio::const_buffer> buffers;
  buffers.reserve(frames.size() + 2);
  buffers.push_back(asio::buffer(head));
  for (const std::string& frame : frames) buffers.push_back(asio::buffer(frame));
  buffers.push_back(asio::buffer(tail));
  const bool written = co_await write_all(std::move(buffers));
  co_return written;
}

}  // namespace flows::http
