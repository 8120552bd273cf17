#include "support/local_server.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "support/wait.h"

namespace flows::testing {
namespace {

void be_patient(int socket) {
  timeval patience{};
  patience.tv_sec = kWaitMax.count();
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

}  // namespace

bool Peer::fill() {
  char bytes[16 * 1024];
  const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
  if (got <= 0) return false;
  buffer_.append(bytes, static_cast<std::size_t>(got));
  return true;
}

std::string Peer::read_head() {
  constexpr std::string_view kEnd = "\r\n\r\n";
  while (buffer_.find(kEnd) == std::string::npos) {
    if (!fill()) return "";
  }
  return read_bytes(buffer_.find(kEnd) + kEnd.size());
}

std::string Peer::read_bytes(std::size_t count) {
  while (buffer_.size() < count && fill()) continue;
  std::string bytes = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return bytes;
}

bool Peer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Peer::has_left_within(std::chrono::milliseconds time) const {
  pollfd poll{.fd = socket_, .events = POLLRDHUP, .revents = 0};
  return ::poll(&poll, 1, static_cast<int>(time.count())) > 0;
}

void Peer::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};  // makes close send a reset
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

LocalServer::LocalServer(Script script)
    : script_(std::move(script)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  // The sockets interface takes every family's address by way of one type.
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, SOMAXCONN) != 0 ||
      ::getsockname(listener_, generic, &size) != 0) {
    ::close(listener_);
    throw std::runtime_error("cannot listen");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { work(); });
}

LocalServer::~LocalServer() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    if (current_ >= 0) ::shutdown(current_, SHUT_RDWR);
  }
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

void LocalServer::work() {
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    be_patient(socket);
    {
      const std::lock_guard lock(mutex_);
      if (!stopped_) current_ = socket;
    }
    ++connections_;
    Peer peer(socket);
    if (current_ == socket) script_(peer);
    const std::lock_guard lock(mutex_);
    current_ = -1;
    ::close(socket);
  }
}

LocalServer::Script respond_with(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer) {
    while (!peer.read_head().empty() && peer.send(bytes)) continue;
  };
}

}  // namespace flows::testing
