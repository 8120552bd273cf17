#include "http/transport.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

namespace flows::http {

std::size_t Transport::write_at_once(std::string_view bytes) {
  if (tls_ || bytes.empty()) return 0;
  constexpr int kFlags = MSG_DONTWAIT | MSG_NOSIGNAL;
  const ssize_t sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(), kFlags);
  return sent > 0 ? static_cast<std::size_t>(sent) : 0;
}

Task<bool> Transport::start_tls(boost::asio::ssl::context& context,
                                boost::beast::flat_buffer& received) {
  tls_.emplace(socket_, context);
  ErrorCode failure;
  const std::size_t used =
      co_await tls_->async_handshake(boost::asio::ssl::stream_base::server, received.cdata(),
                                     boost::asio::redirect_error(kUseTask, failure));
  received.consume(used);
  // A client sends nothing behind the first flight of its handshake before it has an answer.
  const bool begun = !failure && received.size() == 0;
  co_return begun;
}

std::string_view Transport::agreed_protocol() {
  if (!tls_) return {};
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(tls_->native_handle(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

Task<void> Transport::end_tls() {
  if (!tls_) co_return;
  ErrorCode ignored;  // the client may have closed the connection already
  co_await tls_->async_shutdown(boost::asio::redirect_error(kUseTask, ignored));
}

void Transport::cancel() {
  ErrorCode ignored;
  socket_.cancel(ignored);
}

bool Transport::shutdown_send() {
  ErrorCode failure;
  socket_.shutdown(Socket::shutdown_send, failure);
  return !failure;
}

void Transport::close() {
  ErrorCode ignored;  // the client may have closed it already
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
}

Transport::Peek Transport::peek() {
  char byte = 0;
  const ssize_t got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (got > 0) return Peek::kBytes;
  if (got == 0) return Peek::kEnd;
  const bool nothing = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  return nothing ? Peek::kNothing : Peek::kEnd;
}

bool Transport::has_hung_up() {
  pollfd entry{.fd = socket_.native_handle(), .events = POLLRDHUP, .revents = 0};
  return ::poll(&entry, 1, 0) == 1;
}

}  // namespace flows::http
