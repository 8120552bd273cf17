#include "net/connection.h"

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cerrno>
#include <stop_token>
#include <utility>
#include <vector>

namespace flows::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::size_t kPieceBytes = 16 * 1024;
constexpr std::string_view kUserAgent = "bedrock-flows-local";

base::Error failed(std::string message) {
  return {base::ErrorCode::kDependencyFailed, std::move(message)};
}

// Describes a failure for users, to whom all violations of HTTP's grammar are the same.
std::string describe(const boost::system::error_code& failure, const FetchOptions& options) {
  if (failure == http::error::header_limit || failure == http::error::buffer_overflow) {
    return fmt::format("the head of the response has more than {} bytes", options.head_bytes_max);
  }
  if (failure == http::error::body_limit) {
    return fmt::format("the body of the response has more than {} bytes", options.body_bytes_max);
  }
  if (failure == http::error::partial_message || failure == asio::ssl::error::stream_truncated) {
    return "the connection ended within the response";
  }
  if (failure == http::error::end_of_stream || failure == asio::error::eof) {
    return "the connection ended before a response";
  }
  if (failure.category() == http::make_error_code(http::error::bad_version).category()) {
    return "what responds there does not speak HTTP: " + failure.message();
  }
  return failure.message();
}

base::Error failed(const boost::system::error_code& failure, const FetchOptions& options,
                   const Waiting& waiting) {
  return failed(waiting.end().value_or(describe(failure, options)));
}

http::request<http::span_body<const char>> to_beast(const HttpRequest& request) {
  http::request<http::span_body<const char>> message;
  message.method_string(request.method);
  message.target(request.url.target());
  for (const wire::Header& header : request.headers) message.insert(header.name, header.value);
  if (message.find(http::field::host) == message.end()) {
    message.set(http::field::host, request.url.host_header());
  }
  if (message.find(http::field::user_agent) == message.end()) {
    message.set(http::field::user_agent, std::string(kUserAgent));
  }
  message.body() = {request.body.data(), request.body.size()};
  message.prepare_payload();
  return message;
}

// Does what SSL_set_tlsext_host_name does, which is a macro with a C-style cast.
bool announce_name(SSL* ssl, const std::string& host) {
  return SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                  const_cast<char*>(host.c_str())) == 1;
}

wire::Response head_of(const http::response_header<>& head) {
  wire::Response response;
  response.status = static_cast<int>(head.result_int());
  for (const auto& field : head) {
    response.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  }
  return response;
}

}  // namespace

template <class Start>
Connection::ErrorCode Connection::run(const Waiting& waiting, const Start& start) {
  if (waiting.end()) return asio::error::operation_aborted;
  std::optional<ErrorCode> outcome;
  const std::stop_callback wake(waiting.stop(), [this] { asio::post(io_, [] {}); });
  start([&outcome](const ErrorCode& result, const auto&...) { outcome = result; });
  bool closed = false;
  while (!outcome) {
    io_.restart();
    if (closed) {
      io_.run_one();
    } else {
      io_.run_one_for(waiting.remaining());
    }
    if (!outcome && !closed && waiting.end()) {
      ErrorCode ignored;
      tcp_.close(ignored);
      closed = true;
    }
  }
  return *outcome;
}

base::Result<void> Connection::open(const std::string& host, std::uint16_t port,
                                    const Addresses& addresses, const Waiting& waiting) {
  std::vector<asio::ip::tcp::endpoint> endpoints;
  for (const std::string& address : addresses) {
    ErrorCode failure;
    const auto parsed = asio::ip::make_address(address, failure);
    if (!failure) endpoints.emplace_back(parsed, port);
  }
  const ErrorCode failure =
      run(waiting, [&](auto on_done) { asio::async_connect(tcp_, endpoints, std::move(on_done)); });
  if (failure) return failed(failure, {}, waiting);
  ErrorCode ignored;  // without the option, it is only slower
  tcp_.set_option(asio::ip::tcp::no_delay(true), ignored);
  return tls_ == nullptr ? base::Result<void>() : shake_hands(host, waiting);
}

base::Result<void> Connection::shake_hands(const std::string& host, const Waiting& waiting) {
  stream_.emplace(tcp_, *tls_);
  SSL* const ssl = stream_->native_handle();
  ErrorCode not_an_address;
  asio::ip::make_address(host, not_an_address);
  const bool is_name = static_cast<bool>(not_an_address);
  const bool prepared = is_name
                            ? announce_name(ssl, host) && SSL_set1_host(ssl, host.c_str()) == 1
                            : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
  if (!prepared) return failed("its name cannot be that of a certificate");
  const ErrorCode failure = run(waiting, [&](auto on_done) {
    stream_->async_handshake(asio::ssl::stream_base::client, std::move(on_done));
  });
  if (!failure) return {};
  const long verified = SSL_get_verify_result(ssl);
  if (waiting.end() || verified == X509_V_OK) return failed(failure, {}, waiting);
  return failed(
      fmt::format("its certificate is not trusted: {}", X509_verify_cert_error_string(verified)));
}

base::Result<wire::Response> Connection::exchange(const HttpRequest& request,
                                                  const FetchOptions& options,
                                                  const Waiting& waiting) {
  reusable_ = false;
  ended_unheard_ = false;
  return stream_ ? exchange_on(*stream_, request, options, waiting)
                 : exchange_on(tcp_, request, options, waiting);
}

base::Result<std::string> Connection::exchange_bytes(std::string_view bytes, std::size_t count,
                                                     const Waiting& waiting) {
  ErrorCode failure = run(waiting, [&](auto on_done) {
    asio::async_write(tcp_, asio::buffer(bytes), std::move(on_done));
  });
  if (failure) return failed(failure, {}, waiting);
  std::string received;
  failure = run(waiting, [&](auto on_done) {
    asio::async_read(tcp_, asio::dynamic_buffer(received, count), std::move(on_done));
  });
  if (failure && failure != asio::error::eof) return failed(failure, {}, waiting);
  return received;
}

std::string Connection::agreed_protocol() {
  const unsigned char* name = nullptr;
  unsigned length = 0;
  if (stream_) SSL_get0_alpn_selected(stream_->native_handle(), &name, &length);
  return {name, name + length};
}

template <class Stream>
Connection::ErrorCode Connection::send(Stream& stream, const HttpRequest& request,
                                       const Waiting& waiting) {
  const auto message = to_beast(request);
  return run(waiting,
             [&](auto on_done) { http::async_write(stream, message, std::move(on_done)); });
}

template <class Stream>
base::Result<wire::Response> Connection::exchange_on(Stream& stream, const HttpRequest& request,
                                                     const FetchOptions& options,
                                                     const Waiting& waiting) {
  ErrorCode failure = send(stream, request, waiting);
  if (failure) {
    ended_unheard_ = !waiting.end();
    return failed(failure, options, waiting);
  }
  while (true) {
    http::response_parser<http::buffer_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(options.head_bytes_max));
    parser.body_limit(options.body_bytes_max);
    parser.skip(request.method == "HEAD");
    failure = run(waiting, [&](auto on_done) {
      http::async_read_header(stream, buffer_, parser, std::move(on_done));
    });
    if (failure) {
      ended_unheard_ = !waiting.end() && !parser.got_some();
      return failed(failure, options, waiting);
    }
    constexpr unsigned kSwitchingProtocols = 101;
    const unsigned status = parser.get().result_int();
    if (status < 200 && status != kSwitchingProtocols) continue;  // the response is still to come
    wire::Response response = head_of(parser.get().base());
    failure = read_body(stream, parser, options, response, waiting);
    if (failure) return failed(failure, options, waiting);
    reusable_ = parser.is_done() && parser.keep_alive() && status != kSwitchingProtocols;
    return response;
  }
}

template <class Stream, class Parser>
Connection::ErrorCode Connection::read_body(Stream& stream, Parser& parser,
                                            const FetchOptions& options, wire::Response& response,
                                            const Waiting& waiting) {
  std::vector<char> piece(kPieceBytes);
  while (!parser.is_done()) {
    auto& body = parser.get().body();
    body.data = piece.data();
    body.size = piece.size();
    ErrorCode failure = run(waiting, [&](auto on_done) {
      http::async_read_some(stream, buffer_, parser, std::move(on_done));
    });
    if (failure == http::error::need_buffer) failure = {};
    const std::string_view read(piece.data(), piece.size() - body.size);
    if (!options.read_body) {
      response.body += read;
    } else if (!read.empty() && !options.read_body(response, read)) {
      return {};
    }
    if (failure) return failure;
  }
  return {};
}

bool Connection::is_reusable() {
  if (!reusable_ || buffer_.size() > 0) return false;
  char byte = 0;
  const ssize_t got = ::recv(tcp_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace flows::net
