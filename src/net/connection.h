#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http_client.h"
#include "net/resolver.h"
#include "net/waiting.h"

namespace flows::net {

// One connection to a server, over TCP or TLS. Every step ends at the end of its `Waiting`,
// whatever the server does. After an error, the connection cannot be used any more. All errors are
// kDependencyFailed and describe what went wrong, not where. Threads: one at a time.
class Connection {
 public:
  // `tls` is nullptr for plain TCP. It must outlive the connection.
  explicit Connection(boost::asio::ssl::context* tls) : tls_(tls) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Connects to the first of the addresses that accepts the connection, and performs the TLS
  // handshake. The server's certificate must be valid for `host`.
  base::Result<void> open(const std::string& host, std::uint16_t port, const Addresses& addresses,
                          const Waiting& waiting);

  // Sends a request and returns the response.
  base::Result<wire::Response> exchange(const HttpRequest& request, const FetchOptions& options,
                                        const Waiting& waiting);

  // Sends bytes that are no request, and returns the first `count` bytes that come back, or fewer
  // if the server ends the connection before. Requires a connection over TCP.
  base::Result<std::string> exchange_bytes(std::string_view bytes, std::size_t count,
                                           const Waiting& waiting);

  // Returns the protocol that both sides have chosen by ALPN; empty if there is none.
  [[nodiscard]] std::string agreed_protocol();

  // Checks whether the connection can carry another request: the last response was read completely,
  // and the server leaves the connection open and has sent nothing since.
  [[nodiscard]] bool is_reusable();

  // Checks whether the server ended the connection before the first byte of a response. If so, it
  // may not have received the request.
  [[nodiscard]] bool ended_unheard() const { return ended_unheard_; }

 private:
  using ErrorCode = boost::system::error_code;
  using Tcp = boost::asio::ip::tcp::socket;
  using Tls = boost::asio::ssl::stream<Tcp&>;

  base::Result<void> shake_hands(const std::string& host, const Waiting& waiting);
  template <class Stream>
  base::Result<wire::Response> exchange_on(Stream& stream, const HttpRequest& request,
                                           const FetchOptions& options, const Waiting& waiting);
  template <class Stream>
  ErrorCode send(Stream& stream, const HttpRequest& request, const Waiting& waiting);
  template <class Stream, class Parser>
  ErrorCode read_body(Stream& stream, Parser& parser, const FetchOptions& options,
                      wire::Response& response, const Waiting& waiting);
  // Calls `start` with a handler and waits until the handler is called. At the end of `waiting`,
  // the socket is closed, which ends the operation.
  template <class Start>
  ErrorCode run(const Waiting& waiting, const Start& start);

  boost::asio::ssl::context* const tls_;
  boost::asio::io_context io_{1};
  Tcp tcp_{io_};
  std::optional<Tls> stream_;  // over tcp_
  boost::beast::flat_buffer buffer_;
  bool reusable_ = false;
  bool ended_unheard_ = false;
};

}  // namespace flows::net
