#include "http/http2_callbacks.h"
#include "base/limits.h"

#include <array>
#include <new>
#include <string_view>

#include "base/thread.h"
#include "http/failure.h"
#include "http/http2_session.h"

namespace flows::http {
namespace {

namespace limits = base::limits;

Http2Session& session_of(void* user_data) { return *static_cast<Http2Session*>(user_data); }

std::string_view view(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

// Calls `work`, which returns a result for the library, and ends the connection if it throws: no
// exception may pass through the library.
template <class Work>
int guarded(Work&& work) {
  int result = NGHTTP2_ERR_CALLBACK_FAILURE;
  base::run_guarded("HTTP/2 frame", [&] { result = work(); });
  return result;
}

// The flag has another meaning in frames of other types.
bool ends_stream(const nghttp2_frame& frame) {
  return (frame.hd.type == NGHTTP2_HEADERS || frame.hd.type == NGHTTP2_DATA) &&
         (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
}

bool is_request(const nghttp2_frame& frame) {
  return frame.hd.type == NGHTTP2_HEADERS && frame.headers.cat == NGHTTP2_HCAT_REQUEST;
}

}  // namespace

struct Http2Callbacks {
  // The library ignores a request on a stream that the client has passed over, which RFC
  // 9113, 5.1.1 calls an error of the connection.
  static int on_begin_frame(nghttp2_session* library, const nghttp2_frame_hd* head, void*) {
    const bool is_old = head->type == NGHTTP2_HEADERS &&
                        head->stream_id < nghttp2_session_get_last_proc_stream_id(library);
    if (is_old && nghttp2_session_find_stream(library, head->stream_id) == nullptr) {
      nghttp2_session_terminate_session(library, NGHTTP2_PROTOCOL_ERROR);
    }
    return 0;
  }

  static int on_begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    return guarded([&] {
      if (is_request(*frame)) session_of(user).begin_request(frame->hd.stream_id);
      return 0;
    });
  }

  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                       std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                       std::uint8_t, void* user) {
    return guarded([&] {
      // Trailers are read and dropped: one could imitate a header that was checked.
      const auto stream = session_of(user).find(frame->hd.stream_id);
      if (stream == nullptr || !is_request(*frame)) return 0;
      session_of(user).add_header(*stream, view(name, name_size), view(value, value_size));
      return 0;
    });
  }

  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* bytes,
                     std::size_t size, void* user) {
    return guarded([&] {
      if (const auto stream = session_of(user).find(id)) {
        session_of(user).add_body(*stream, view(bytes, size));
      }
      return 0;
    });
  }

  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    return guarded([&] {
      Http2Session& session = session_of(user);
      if (!session.count_frame(*frame)) return 0;
      const auto stream = session.find(frame->hd.stream_id);
      if (stream == nullptr) return 0;
      if (is_request(*frame)) session.end_of_headers(stream, ends_stream(*frame));
      if (ends_stream(*frame)) session.end_of_request(stream);
      return 0;
    });
  }

  static int on_frame_sent(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    return guarded([&] {
      if (!ends_stream(*frame)) return 0;
      const auto stream = session_of(user).find(frame->hd.stream_id);
      if (stream != nullptr && !stream->is_received) {
        session_of(user).await_end_of_request(*stream);
      }
      return 0;
    });
  }

  // A response that the library cannot send, for example because its headers are too many.
  static int on_frame_not_sent(nghttp2_session* library, const nghttp2_frame* frame, int, void*) {
    if (frame->hd.type == NGHTTP2_HEADERS) {
      nghttp2_submit_rst_stream(library, NGHTTP2_FLAG_NONE, frame->hd.stream_id,
                                NGHTTP2_INTERNAL_ERROR);
    }
    return 0;
  }

  static int on_stream_close(nghttp2_session*, std::int32_t id, std::uint32_t, void* user) {
    return guarded([&] {
      session_of(user).stream_closed(id);
      return 0;
    });
  }

  static ssize_t send(nghttp2_session*, const std::uint8_t* bytes, std::size_t size, int,
                      void* user) {
    std::string& output = session_of(user).output_;
    if (output.size() >= limits::kHttp2OutputBytesMax) return NGHTTP2_ERR_WOULDBLOCK;
    try {
      output += view(bytes, size);
      return static_cast<ssize_t>(size);
    } catch (const std::bad_alloc&) {
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
  }

  static int send_data(nghttp2_session*, nghttp2_frame* frame, const std::uint8_t* head,
                       std::size_t size, nghttp2_data_source*, void* user) {
    constexpr std::size_t kFrameHeadBytes = 9;
    return guarded([&]() -> int {
      Http2Session& session = session_of(user);
      if (session.output_.size() >= limits::kHttp2OutputBytesMax) return NGHTTP2_ERR_WOULDBLOCK;
      const auto found = session.find(frame->hd.stream_id);
      if (found == nullptr) return NGHTTP2_ERR_CALLBACK_FAILURE;
      Http2Stream& stream = *found;
      session.output_ += view(head, kFrameHeadBytes);
      stream.body.take(size, session.output_);
      session.body_was_sent(stream);
      return 0;
    });
  }
};

// Says how much of the body goes into the next frame; the library calls `send_data` for it.
ssize_t read_http2_body(nghttp2_session*, std::int32_t, std::uint8_t*, std::size_t most,
                        std::uint32_t* flags, nghttp2_data_source* source, void*) {
  const Http2Stream& stream = *static_cast<Http2Stream*>(source->ptr);
  const std::size_t size = std::min(most, stream.body.size());
  const bool is_last = stream.body.is_finished() && size == stream.body.size();
  if (size == 0 && !is_last) return NGHTTP2_ERR_DEFERRED;
  if (is_last && stream.is_body_cut_short) {
    // The end mark is missing, so that the client sees that the response is not complete.
    if (size == 0) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  } else if (is_last) {
    *flags |= NGHTTP2_DATA_FLAG_EOF;
  }
  *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
  return static_cast<ssize_t>(size);
}

nghttp2_session* make_http2_library(Http2Session& session) {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_option* options = nullptr;
  nghttp2_session* library = nullptr;
  const bool made =
      nghttp2_session_callbacks_new(&callbacks) == 0 && nghttp2_option_new(&options) == 0;
  if (made) {
    nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks,
                                                          Http2Callbacks::on_begin_frame);
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks,
                                                            Http2Callbacks::on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, Http2Callbacks::on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Http2Callbacks::on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Http2Callbacks::on_frame);
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, Http2Callbacks::on_frame_sent);
    nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks,
                                                             Http2Callbacks::on_frame_not_sent);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks,
                                                           Http2Callbacks::on_stream_close);
    nghttp2_session_callbacks_set_send_callback(callbacks, Http2Callbacks::send);
    nghttp2_session_callbacks_set_send_data_callback(callbacks, Http2Callbacks::send_data);
    nghttp2_option_set_max_outbound_ack(options, limits::kHttp2AcksMax);
    nghttp2_option_set_max_settings(options, limits::kHttp2SettingsMax);
    nghttp2_option_set_stream_reset_rate_limit(options, limits::kHttp2ResetBurstMax,
                                               limits::kHttp2ResetsPerSecondMax);
    nghttp2_option_set_max_continuations(options, limits::kHttp2ContinuationsMax);
    nghttp2_session_server_new2(&library, callbacks, &session, options);
  }
  nghttp2_option_del(options);
  nghttp2_session_callbacks_del(callbacks);
  if (library == nullptr) throw std::bad_alloc();
  return library;
}

void submit_http2_settings(nghttp2_session* library, const ServerOptions& options) {
  const std::array<nghttp2_settings_entry, 3> settings{
      {{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits::kHttp2StreamsMax},
       {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE,
        static_cast<std::uint32_t>(options.header_bytes_max)},
       {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, limits::kHttp2WindowBytes}}};
  nghttp2_submit_settings(library, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
  nghttp2_session_set_local_window_size(library, NGHTTP2_FLAG_NONE, 0, limits::kHttp2WindowBytes);
}

}  // namespace flows::http
