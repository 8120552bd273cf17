#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "http/run_on.h"

namespace flows::http {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

// The bytes of one connection, with or without TLS. Threads: the I/O thread.
class Transport {
 public:
  using ErrorCode = boost::system::error_code;

  explicit Transport(Socket socket) : socket_(std::move(socket)) {}

  [[nodiscard]] Executor executor() { return socket_.get_executor(); }

  // Reads at least one byte into `space` and returns how many. `failure` must live until then.
  Task<std::size_t> read_some(boost::asio::mutable_buffer space, ErrorCode& failure) {
    auto token = boost::asio::redirect_error(kUseTask, failure);
    return tls_ ? tls_->async_read_some(space, token) : socket_.async_read_some(space, token);
  }

  // Writes all of `buffers`, whose memory must live until then. `progress` is called with the
  // failure and the bytes written so far, and returns how many bytes may be written at once; 0 ends
  // the writing.
  template <class Buffers, class Progress>
  Task<std::size_t> write(const Buffers& buffers, Progress progress, ErrorCode& failure) {
    auto token = boost::asio::redirect_error(kUseTask, failure);
    return tls_ ? boost::asio::async_write(*tls_, buffers, std::move(progress), token)
                : boost::asio::async_write(socket_, buffers, std::move(progress), token);
  }

  // Writes what a connection without TLS takes without waiting, and returns how many bytes that is.
  // A failure is left to `write`.
  std::size_t write_at_once(std::string_view bytes);

  // Makes a TLS connection of it. `received` holds what has been read already, all of which belongs
  // to the handshake. Returns whether that succeeded.
  Task<bool> start_tls(boost::asio::ssl::context& context, boost::beast::flat_buffer& received);

  // Returns the protocol that TLS agreed on; "" if there is none.
  [[nodiscard]] std::string_view agreed_protocol();

  // Says the end of a TLS connection to the client and waits until it has said the same.
  Task<void> end_tls();

  // Calls `on_readable` once, when the client has sent something or has left.
  template <class Callback>
  void when_readable(Callback on_readable) {
    socket_.async_wait(Socket::wait_read, std::move(on_readable));
  }

  // Ends all waits; each gets the error operation_aborted.
  void cancel();

  // Says to the client that nothing follows. Returns whether it could be said.
  bool shutdown_send();

  // Ends the connection at once.
  void close();

  // Looks at the socket without waiting.
  enum class Peek { kNothing, kBytes, kEnd };
  [[nodiscard]] Peek peek();
  [[nodiscard]] bool has_hung_up();

 private:
  Socket socket_;
  std::optional<boost::asio::ssl::stream<Socket&>> tls_;
};

}  // namespace flows::http
