#include "http/http2_session.h"
#include "base/limits.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <limits>
#include <utility>

#include "base/thread.h"
#include "http/failure.h"
#include "http/http2_callbacks.h"

namespace flows::http {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
constexpr std::size_t kOutputBytesRetained = 64 * 1024;  // between two writes, up to twice as much

}  // namespace

Http2Session::Http2Session(std::shared_ptr<Transport> transport, boost::beast::flat_buffer received,
                           SessionContext& context)
    : transport_(std::move(transport)),
      context_(context),
      buffer_(std::move(received)),
      library_(make_http2_library(*this)) {}

Http2Session::~Http2Session() = default;

Task<void> Http2Session::run() {
  submit_http2_settings(library_.get(), context_.options);
  idle_deadline_.set(context_, context_.options.idle_timeout);
  start_writer();
  co_await read_frames();
  end_streams();
  reader_ended_ = true;
  end_deadline_.set(context_, context_.options.shutdown_grace);
  wake_writer();
  auto start = [this](std::function<void()> ready) {
    if (writer_ended_) return ready();
    on_writer_end_ = std::move(ready);
  };
  co_await until_called(std::move(start));
}

Task<void> Http2Session::read_frames() {
  while (true) {
    if (!feed_library()) co_return;
    write_at_once();
    if (is_over()) co_return;
    const auto space = buffer_.prepare(kReadBytes);
    Transport::ErrorCode failure;
    const std::size_t got = co_await transport_->read_some(space, failure);
    buffer_.commit(got);
    if (failure) co_return;
  }
}

// Returns whether the library accepted the bytes. It answers most faults of a client itself, with
// GOAWAY; what it refuses here is a flood, or no HTTP/2 at all.
bool Http2Session::feed_library() {
  struct Feeding {
    bool& flag;
    ~Feeding() { flag = false; }
  } const feeding{is_feeding_ = true};
  const auto bytes = buffer_.cdata();
  if (bytes.size() == 0) return true;
  const auto read = nghttp2_session_mem_recv(
      library_.get(), static_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  buffer_.consume(buffer_.size());
  if (read >= 0) {
    // A client that reads nothing must not fill the queue by what it sends.
    if (nghttp2_session_get_outbound_queue_size(library_.get()) <=
        base::limits::kHttp2QueuedFramesMax) {
      return true;
    }
    nghttp2_session_terminate_session(library_.get(), NGHTTP2_ENHANCE_YOUR_CALM);
    return false;
  }
  const bool is_flood = read == NGHTTP2_ERR_FLOODED;
  nghttp2_session_terminate_session(library_.get(),
                                    is_flood ? NGHTTP2_ENHANCE_YOUR_CALM : NGHTTP2_PROTOCOL_ERROR);
  return false;
}

bool Http2Session::is_over() {
  if (is_ending_ && streams_.empty()) return true;
  return nghttp2_session_want_read(library_.get()) == 0;
}

void Http2Session::start_writer() {
  auto ended = [self = shared_from_this()](std::exception_ptr thrown) {
    self->writer_ended(thrown);
  };
  asio::co_spawn(transport_->executor(), write_frames(), std::move(ended));
}

void Http2Session::writer_ended(std::exception_ptr thrown) {
  if (thrown) base::run_guarded("writing to a connection", [&] { std::rethrow_exception(thrown); });
  writer_ended_ = true;
  // The reader must not wait any longer. What was written is still on its way to the client.
  if (thrown || write_failed_) {
    transport_->close();
  } else {
    transport_->cancel();
  }
  if (auto ready = std::exchange(on_writer_end_, nullptr)) ready();
}

Task<void> Http2Session::write_frames() {
  while (fill_output()) {
    if (output_.empty()) {
      if (reader_ended_ || is_over()) co_return;
      auto start = [this](std::function<void()> ready) { wake_writer_ = std::move(ready); };
      co_await until_called(std::move(start));
      continue;
    }
    write_deadline_.set(context_, context_.options.write_timeout);
    auto progress = [this](const Transport::ErrorCode& failed, std::size_t) -> std::size_t {
      if (failed) return 0;
      write_deadline_.set(context_, context_.options.write_timeout);
      return std::numeric_limits<std::size_t>::max();
    };
    const auto buffer = asio::buffer(output_);
    Transport::ErrorCode failure;
    co_await transport_->write(buffer, std::move(progress), failure);
    write_deadline_.clear();
    write_failed_ = static_cast<bool>(failure);
    if (failure) co_return;
    output_.clear();
    if (output_.capacity() > 2 * kOutputBytesRetained) output_.shrink_to_fit();
  }
}

// Returns whether the library could go on.
bool Http2Session::fill_output() { return nghttp2_session_send(library_.get()) == 0; }

// Writes the responses to what was just read, if the writer waits, because waking it takes the
// client of a short request longer. The writer has what the socket or the library does not take
// now.
void Http2Session::write_at_once() {
  const bool is_idle = wake_writer_ != nullptr && output_.empty();
  if (!is_idle || !fill_output()) return wake_writer();
  output_.erase(0, transport_->write_at_once(output_));
  if (!output_.empty() || nghttp2_session_want_write(library_.get()) != 0) wake_writer();
}

void Http2Session::wake_writer() {
  // What responses are made while the library reads, the reader writes itself.
  if (is_feeding_) return;
  if (auto wake = std::exchange(wake_writer_, nullptr)) wake();
}

// The streams stay until the library is gone, which may still ask for their bodies.
void Http2Session::end_streams() {
  for (const auto& [id, stream] : streams_) stream->close();
}

void Http2Session::check_deadlines() {
  control_frames_ = 0;
  // A client that reads nothing is not waited for once it is sent its last frames.
  if (write_deadline_.has_passed(context_) || end_deadline_.has_passed(context_)) return abort();
  if (idle_deadline_.has_passed(context_)) {
    idle_deadline_.clear();
    end_calmly();
  }
  for (const auto& [id, stream] : streams_) check_stream(*stream);
  wake_writer();
}

// A stream has a deadline while its client owes something: the rest of the request, or the window
// for the next bytes of the body.
void Http2Session::check_stream(Http2Stream& stream) {
  if (!stream.deadline.has_passed(context_)) return;
  stream.deadline.clear();
  if (!stream.is_received && !stream.is_answered) {
    refuse(stream, plain_response(408, "The request did not arrive in time."));
  } else {
    // A client may throw away a whole response that any other reset follows (RFC 9113, 8.1).
    const bool is_sent = stream.body.is_finished() && stream.body.size() == 0;
    reset(stream, is_sent && !stream.is_body_cut_short ? NGHTTP2_NO_ERROR : NGHTTP2_CANCEL);
  }
}

void Http2Session::begin_stop() { end_calmly(); }

void Http2Session::abort() {
  end_streams();
  reader_ended_ = true;
  transport_->close();
  wake_writer();
}

void Http2Session::reset(const Http2Stream& stream, std::uint32_t error_code) {
  nghttp2_submit_rst_stream(library_.get(), NGHTTP2_FLAG_NONE, stream.id, error_code);
  wake_writer();
}

// Says with GOAWAY which streams will still be served.
void Http2Session::end_calmly() {
  if (std::exchange(is_ending_, true)) return;
  nghttp2_submit_goaway(library_.get(), NGHTTP2_FLAG_NONE,
                        nghttp2_session_get_last_proc_stream_id(library_.get()), NGHTTP2_NO_ERROR,
                        nullptr, 0);
  wake_writer();
}

}  // namespace flows::http
