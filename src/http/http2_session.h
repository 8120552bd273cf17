#pragma once

#include <nghttp2/nghttp2.h>

#include <boost/beast/core/flat_buffer.hpp>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/http2_stream.h"
#include "http/session.h"
#include "http/transport.h"

namespace flows::http {

// One HTTP/2 connection: its streams are served side by side, each by the same routes as a request
// of HTTP/1.1. libnghttp2 reads and writes the frames.
//
//   reading  socket ──▶ library ──▶ a stream's request is complete ──▶ route ──▶ its body fills
//   writing  the library takes from all bodies, as the client's windows allow ──▶ socket
//
// Both are coroutines, and neither waits for the other: a client that reads nothing can still send,
// within the library's limits. While the writer has nothing to do, the reader writes the responses
// to what it has just read itself, as far as the socket takes them. Threads: the I/O thread only.
class Http2Session final : public Session, public std::enable_shared_from_this<Http2Session> {
 public:
  // `received` holds what has been read from `transport` already.
  Http2Session(std::shared_ptr<Transport> transport, boost::beast::flat_buffer received,
               SessionContext& context);
  ~Http2Session() override;

  Task<void> run() override;
  void check_deadlines() override;
  // Sends GOAWAY: the streams that the client has begun go on to their end.
  void begin_stop() override;
  void abort() override;

 private:
  using StreamPointer = std::shared_ptr<Http2Stream>;

  // http2_session.cpp: the life of the connection.
  Task<void> read_frames();
  bool feed_library();
  Task<void> write_frames();
  bool fill_output();
  void start_writer();
  void writer_ended(std::exception_ptr thrown);
  void write_at_once();
  void wake_writer();
  void end_streams();
  [[nodiscard]] bool is_over();
  void check_stream(Http2Stream& stream);
  void reset(const Http2Stream& stream, std::uint32_t error_code);
  void end_calmly();

  // http2_serve.cpp: from a request to its response.
  void serve_route(const StreamPointer& stream, Route route);
  Task<void> serve_waiting(StreamPointer stream, Route route);
  Task<void> serve_stream(StreamPointer stream, StreamRoute route);
  void respond(Http2Stream& stream, std::shared_ptr<const wire::Response> response);
  void refuse(Http2Stream& stream, wire::Response response);
  void send_body(Http2Stream& stream, const std::vector<wire::Header>& headers);
  void submit(Http2Stream& stream, int status, const std::vector<wire::Header>& headers,
              std::optional<std::size_t> body_bytes);

  // What the library calls, see http2_callbacks.cpp.
  friend struct Http2Callbacks;
  void begin_request(std::int32_t id);
  void add_header(Http2Stream& stream, std::string_view name, std::string_view value);
  void end_of_headers(const StreamPointer& stream, bool is_last);
  void add_body(Http2Stream& stream, std::string_view bytes);
  void end_of_request(const StreamPointer& stream);
  void await_end_of_request(Http2Stream& stream);
  void drop_body(Http2Stream& stream, std::size_t size);
  void release_body(Http2Stream& stream);
  void body_was_sent(Http2Stream& stream);
  void stream_closed(std::int32_t id);
  bool count_frame(const nghttp2_frame& frame);
  [[nodiscard]] StreamPointer find(std::int32_t id) const;

  struct FreeLibrary {
    void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
  };

  const std::shared_ptr<Transport> transport_;
  SessionContext& context_;
  boost::beast::flat_buffer buffer_;  // received, not yet read by the library
  std::unique_ptr<nghttp2_session, FreeLibrary> library_;
  std::unordered_map<std::int32_t, StreamPointer> streams_;
  std::size_t body_bytes_ = 0;      // of the requests of all streams that have no response yet
  std::size_t control_frames_ = 0;  // that asked for nothing, since the last tick
  TickDeadline end_deadline_;       // set once nothing is read any more
  TickDeadline idle_deadline_;      // set while there is no stream
  bool is_ending_ = false;          // no further stream is served
  bool is_feeding_ = false;         // the library reads what has arrived

  std::string output_;  // frames that are being written
  std::function<void()> wake_writer_;
  TickDeadline write_deadline_;  // set while bytes are being written
  bool write_failed_ = false;
  bool reader_ended_ = false;
  bool writer_ended_ = false;
  std::function<void()> on_writer_end_;
};

}  // namespace flows::http
