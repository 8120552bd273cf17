#include "bench/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/answer.h"
#include "bench/failure.h"
#include "bench/machine.h"

namespace flows::bench {
namespace {

constexpr std::size_t kReadBytes = 256 * 1024;

}  // namespace

Connection::Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  if (socket_ < 0) fail_errno("opening a socket");
  const int on = 1;
  const timeval silence_max{kSilenceMaxSeconds, 0};
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &silence_max, sizeof silence_max);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    fail_errno("connecting to a server");
  }
}

Connection::~Connection() { ::close(socket_); }

void Connection::send(std::string_view request) {
  while (!request.empty()) {
    const ssize_t sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent <= 0) fail_errno("sending a request");
    request.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::optional<std::string_view> Connection::receive() {
  if (whole_) filled_ = 0;
  if (received_.size() < filled_ + kReadBytes) received_.resize(filled_ + kReadBytes);
  const ssize_t bytes = ::recv(socket_, received_.data() + filled_, received_.size() - filled_, 0);
  if (bytes < 0) fail_errno("waiting for an answer");
  if (bytes == 0) throw Failure("a server closed a connection");
  filled_ += static_cast<std::size_t>(bytes);
  const std::string_view received(received_.data(), filled_);
  const std::optional<std::size_t> size = answer_size(received);
  whole_ = size.has_value();
  if (!whole_) return std::nullopt;
  if (*size != filled_) throw Failure("a server sent more than one answer");
  return received;
}

std::string_view Connection::receive_whole() {
  while (true) {
    if (const auto answer = receive()) return *answer;
  }
}

double Connection::time_to_first_byte(std::string_view request) {
  const double start = now_seconds();
  send(request);
  const bool whole = receive().has_value();
  const double passed = now_seconds() - start;
  if (!whole) receive_whole();
  return passed;
}

}  // namespace flows::bench
