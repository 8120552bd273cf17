#include "bench/http2_connection.h"

#include <nghttp2/nghttp2.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <utility>

#include "bench/failure.h"
#include "bench/machine.h"

namespace flows::bench {
namespace {

constexpr std::int32_t kWindowBytes = 16 * 1024 * 1024;  // so that no response waits for the load

using Fields = std::vector<std::pair<std::string, std::string>>;

// Takes one line off the front of `text`.
std::string take_line(std::string_view& text) {
  const std::size_t end = text.find("\r\n");
  if (end == text.npos) throw Failure("a request has no end");
  std::string line(text.substr(0, end));
  text.remove_prefix(end + 2);
  return line;
}

// Returns the header fields of HTTP/2 for the head of a request of HTTP/1.1, which is taken off the
// front of `request`.
Fields take_fields(std::string_view& request) {
  const std::string first = take_line(request);
  const std::size_t method_end = first.find(' '), path_end = first.rfind(' ');
  Fields fields = {{":method", first.substr(0, method_end)},
                   {":scheme", "http"},
                   {":authority", "127.0.0.1"},
                   {":path", first.substr(method_end + 1, path_end - method_end - 1)}};
  for (std::string line = take_line(request); !line.empty(); line = take_line(request)) {
    const std::size_t colon = line.find(": ");
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (name != "host") fields.emplace_back(std::move(name), line.substr(colon + 2));
  }
  return fields;
}

nghttp2_nv library_field(const std::pair<std::string, std::string>& field) {
  const auto bytes = [](const std::string& text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  return {.name = bytes(field.first),
          .value = bytes(field.second),
          .namelen = field.first.size(),
          .valuelen = field.second.size(),
          .flags = NGHTTP2_NV_FLAG_NONE};
}

// Gives the library the body of a request and owns it until all of it is sent.
ssize_t read_body(nghttp2_session*, std::int32_t, std::uint8_t* out, std::size_t size,
                  std::uint32_t* flags, nghttp2_data_source* source, void*) {
  auto* const body = static_cast<std::string*>(source->ptr);
  const std::size_t count = std::min(size, body->size());
  std::memcpy(out, body->data(), count);
  body->erase(0, count);
  if (body->empty()) {
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    delete body;
  }
  return static_cast<ssize_t>(count);
}

}  // namespace

// The callbacks of the library.
struct Http2Events {
  static int on_header(nghttp2_session*, const nghttp2_frame*, const std::uint8_t* name,
                       std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                       std::uint8_t, void* user) {
    auto& connection = *static_cast<Http2Connection*>(user);
    const std::string_view status(reinterpret_cast<const char*>(value), value_size);
    const std::string_view field(reinterpret_cast<const char*>(name), name_size);
    if (field == ":status" && status != "200") {
      connection.failure_ = "a response of HTTP/2 has the status " + std::string(status);
    }
    return 0;
  }

  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    auto& connection = *static_cast<Http2Connection*>(user);
    if (frame->hd.type == NGHTTP2_HEADERS) ++connection.heads_;
    if (frame->hd.type == NGHTTP2_GOAWAY) connection.failure_ = "a server ended its connection";
    return 0;
  }

  static int on_close(nghttp2_session*, std::int32_t, std::uint32_t error, void* user) {
    auto& connection = *static_cast<Http2Connection*>(user);
    if (error != NGHTTP2_NO_ERROR) connection.failure_ = nghttp2_http2_strerror(error);
    ++connection.answers_;
    return 0;
  }
};

void Http2Connection::Deleter::operator()(nghttp2_session* session) const {
  nghttp2_session_del(session);
}

Http2Connection::Http2Connection(std::uint16_t port) : connection_(port) {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, Http2Events::on_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Http2Events::on_frame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Http2Events::on_close);
  nghttp2_session* session = nullptr;
  nghttp2_session_client_new(&session, callbacks, this);
  nghttp2_session_callbacks_del(callbacks);
  session_.reset(session);
  const std::array settings{
      nghttp2_settings_entry{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kWindowBytes},
      nghttp2_settings_entry{NGHTTP2_SETTINGS_ENABLE_PUSH, 0}};
  nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
  nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, kWindowBytes);
  send_pending();
}

void Http2Connection::ask(const std::string& request) {
  std::string_view rest = request;
  const Fields fields = take_fields(rest);
  std::vector<nghttp2_nv> list;
  std::transform(fields.begin(), fields.end(), std::back_inserter(list), library_field);
  nghttp2_data_provider body{};
  body.read_callback = read_body;
  if (!rest.empty()) body.source.ptr = new std::string(rest);
  const auto stream = nghttp2_submit_request(session_.get(), nullptr, list.data(), list.size(),
                                             rest.empty() ? nullptr : &body, nullptr);
  if (stream < 0) throw Failure(nghttp2_strerror(stream));
}

void Http2Connection::send_pending() {
  const std::uint8_t* bytes = nullptr;
  while (true) {
    const ssize_t size = nghttp2_session_mem_send(session_.get(), &bytes);
    if (size < 0) throw Failure(nghttp2_strerror(static_cast<int>(size)));
    if (size == 0) return;
    connection_.send({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)});
  }
}

void Http2Connection::look() {
  send_pending();
  static thread_local std::array<std::uint8_t, 256 * 1024> bytes;
  const ssize_t got = ::recv(connection_.socket(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
  if (got < 0) fail_errno("waiting for an answer");
  if (got == 0) throw Failure("a server closed a connection");
  const ssize_t taken =
      nghttp2_session_mem_recv(session_.get(), bytes.data(), static_cast<std::size_t>(got));
  if (taken < 0) throw Failure(nghttp2_strerror(static_cast<int>(taken)));
  if (!failure_.empty()) throw Failure(failure_);
}

double Http2Connection::time_to_head(const std::string& request) {
  const std::uint64_t heads = heads_, answers = answers_;
  const double start = now_seconds();
  ask(request);
  double passed = 0;
  while (answers_ == answers) {
    look();
    const double now = now_seconds() - start;
    if (passed == 0 && heads_ != heads) passed = now;
    if (now > kSilenceMaxSeconds) throw Failure("a server fell silent");
  }
  return passed;
}

LoadResult run_http2_load(const Http2Load& load, int server_process) {
  Http2Connection connection(load.port);
  const double cpu_before = cpu_seconds(server_process);
  const double start = now_seconds();
  double last_answer = start;
  auto asked = static_cast<std::uint64_t>(load.streams);
  for (int i = 0; i < load.streams; ++i) connection.ask(load.request);
  std::uint64_t seen = 0;
  while (connection.answers() < asked) {
    connection.look();
    const double now = now_seconds();
    if (connection.answers() != seen) last_answer = now;
    if (now - last_answer > kSilenceMaxSeconds) throw Failure("a server fell silent");
    for (; seen < connection.answers(); ++seen) {
      if (now - start >= load.seconds) continue;
      connection.ask(load.request);
      ++asked;
    }
  }
  LoadResult result;
  result.answers = connection.answers();
  result.seconds = now_seconds() - start;
  result.cpu_seconds = cpu_seconds(server_process) - cpu_before;
  return result;
}

}  // namespace flows::bench
