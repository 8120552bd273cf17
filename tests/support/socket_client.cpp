#include "support/socket_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "support/wait.h"

namespace flows::testing {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int connect_to(std::uint16_t port, int receive_bytes) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (receive_bytes > 0) {
    ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
  }
  const sockaddr_in address = loopback(port);
  // The sockets interface takes every family's address by way of one type.
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(socket, generic, sizeof address) == 0) return socket;
  ::close(socket);
  return -1;
}

}  // namespace

std::string HttpResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key.size() == name.size() && strncasecmp(key.data(), name.data(), key.size()) == 0) {
      return value;
    }
  }
  return "";
}

SocketClient::SocketClient(std::uint16_t port, int receive_bytes)
    : socket_(connect_to(port, receive_bytes)) {
  if (socket_ < 0) throw std::runtime_error("cannot connect");
  timeval patience{};
  patience.tv_sec = kWaitMax.count();
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

SocketClient::~SocketClient() { close(); }

bool SocketClient::can_connect(std::uint16_t port) {
  const int socket = connect_to(port, 0);
  if (socket < 0) return false;
  ::close(socket);
  return true;
}

bool SocketClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::optional<HttpResponse> SocketClient::read_head() {
  const std::optional<std::string> head = read_until("\r\n\r\n");
  if (!head) return std::nullopt;
  HttpResponse response;
  response.status = std::stoi(head->substr(head->find(' ')));
  std::size_t at = head->find("\r\n") + 2;
  while (at < head->size() - 2) {
    const std::size_t end = head->find("\r\n", at);
    const std::size_t colon = head->find(": ", at);
    response.headers.emplace_back(head->substr(at, colon - at),
                                  head->substr(colon + 2, end - colon - 2));
    at = end + 2;
  }
  return response;
}

std::optional<HttpResponse> SocketClient::read_response(bool without_body) {
  std::optional<HttpResponse> response = read_head();
  if (!response || without_body || response->status == 204 || response->status == 100)
    return response;
  const std::string length = response->header("Content-Length");
  if (response->header("Transfer-Encoding") == "chunked") {
    while (true) {
      const std::optional<std::string> chunk = read_chunk();
      response->is_whole = chunk.has_value();
      if (!chunk || chunk->empty()) return response;
      response->body += *chunk;
    }
  }
  if (!length.empty()) {
    const std::optional<std::string> body = read_exactly(std::stoul(length));
    response->is_whole = body.has_value();
    response->body = body.value_or("");
    return response;
  }
  while (fill()) continue;
  response->body = std::exchange(buffer_, "");
  return response;
}

std::optional<std::string> SocketClient::read_chunk() {
  const std::optional<std::string> line = read_until("\r\n");
  if (!line) return std::nullopt;
  const std::size_t bytes = std::stoul(*line, nullptr, 16);
  std::optional<std::string> chunk = read_exactly(bytes + 2);
  if (chunk) chunk->resize(bytes);
  return chunk;
}

std::string SocketClient::read_some() {
  if (buffer_.empty()) fill();
  return std::exchange(buffer_, "");
}

bool SocketClient::is_at_end() { return buffer_.empty() && !fill(); }

void SocketClient::close() {
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void SocketClient::shut_down() { ::shutdown(socket_, SHUT_WR); }

bool SocketClient::fill() {
  char bytes[64 * 1024];
  const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    throw std::runtime_error("the server says nothing");
  }
  if (got <= 0) return false;
  buffer_.append(bytes, static_cast<std::size_t>(got));
  return true;
}

std::optional<std::string> SocketClient::read_until(std::string_view mark) {
  std::size_t at = buffer_.find(mark);
  while (at == std::string::npos) {
    if (!fill()) return std::nullopt;
    at = buffer_.find(mark);
  }
  std::string text = buffer_.substr(0, at + mark.size());
  buffer_.erase(0, text.size());
  return text;
}

std::optional<std::string> SocketClient::read_exactly(std::size_t bytes) {
  while (buffer_.size() < bytes) {
    if (!fill()) return std::nullopt;
  }
  std::string text = buffer_.substr(0, bytes);
  buffer_.erase(0, bytes);
  return text;
}

}  // namespace flows::testing
