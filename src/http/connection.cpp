#include "http/connection.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "base/log.h"
#include "http/http1_session.h"
#include "http/http2_session.h"

namespace flows::http {
namespace {

// How a connection begins whose client knows that the server speaks HTTP/2 (RFC 9113, 3.4).
constexpr std::string_view kHttp2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr char kTlsHandshake = 0x16;
constexpr std::size_t kFirstReadBytes = 8 * 1024;

}  // namespace

Connection::Connection(Socket socket, SessionContext& context)
    : transport_(std::make_shared<Transport>(std::move(socket))), context_(context) {}

Task<void> Connection::run() {
  Protocol protocol = co_await recognize();
  if (protocol == Protocol::kTls && !is_over_) protocol = co_await begin_tls();
  if (!is_over_) co_await serve(protocol);
  session_ = nullptr;
  co_await end(protocol);
  transport_->close();
}

// Waits a moment until the client has read the last bytes: a socket that is closed while the client
// still sends (windows, acknowledgements) would be reset, and they would be lost.
Task<void> Connection::end(Protocol protocol) {
  deadline_.set(context_, context_.options.end_timeout);
  co_await transport_->end_tls();
  if (protocol != Protocol::kHttp2 || !transport_->shutdown_send()) co_return;
  Transport::ErrorCode failure;
  std::size_t bytes = 0;
  while (!failure && !is_over_ && bytes < base::limits::kConnectionEndBytesMax) {
    buffer_.clear();
    const auto space = buffer_.prepare(kFirstReadBytes);
    const std::size_t got = co_await transport_->read_some(space, failure);
    bytes += got;
  }
}

Connection::Protocol Connection::protocol_of_bytes() const {
  const auto bytes = buffer_.cdata();
  const std::string_view received(static_cast<const char*>(bytes.data()), bytes.size());
  if (received.empty()) return Protocol::kUnknown;
  if (received.front() == kTlsHandshake) return Protocol::kTls;
  const std::size_t common = std::min(received.size(), kHttp2Preface.size());
  if (received.substr(0, common) != kHttp2Preface.substr(0, common)) return Protocol::kHttp1;
  return common == kHttp2Preface.size() ? Protocol::kHttp2 : Protocol::kUnknown;
}

Task<Connection::Protocol> Connection::recognize() {
  deadline_.set(context_, context_.options.idle_timeout);
  Protocol protocol = protocol_of_bytes();
  while (protocol == Protocol::kUnknown && !is_over_) {
    const auto space = buffer_.prepare(kFirstReadBytes);
    Transport::ErrorCode failure;
    const std::size_t got = co_await transport_->read_some(space, failure);
    buffer_.commit(got);
    if (failure) break;
    protocol = protocol_of_bytes();
  }
  deadline_.clear();
  co_return protocol;
}

Task<Connection::Protocol> Connection::begin_tls() {
  if (context_.tls == nullptr) {
    base::log(
        base::LogLevel::kWarn,
        "a client began TLS, which is not served: start the server with --tls, or use http:// "
        "in the client's endpoint");
    co_return Protocol::kUnknown;
  }
  deadline_.set(context_, context_.options.request_timeout);
  const bool begun = co_await transport_->start_tls(*context_.tls, buffer_);
  deadline_.clear();
  if (!begun || is_over_) co_return Protocol::kUnknown;
  if (transport_->agreed_protocol() == "h2") co_return Protocol::kHttp2;
  const Protocol protocol = co_await recognize();
  co_return protocol == Protocol::kTls ? Protocol::kUnknown : protocol;
}

Task<void> Connection::serve(Protocol protocol) {
  switch (protocol) {
    case Protocol::kUnknown:
    case Protocol::kTls: co_return;
    case Protocol::kHttp1:
      session_ = std::make_shared<Http1Session>(transport_, std::move(buffer_), context_);
      break;
    case Protocol::kHttp2:
      session_ = std::make_shared<Http2Session>(transport_, std::move(buffer_), context_);
      break;
  }
  co_await session_->run();
}

void Connection::check_deadlines() {
  if (session_) return session_->check_deadlines();
  if (deadline_.has_passed(context_)) begin_stop();
}

void Connection::begin_stop() {
  if (session_) return session_->begin_stop();
  is_over_ = true;
  transport_->cancel();
}

void Connection::abort() {
  if (session_) return session_->abort();
  transport_->close();
}

}  // namespace flows::http
