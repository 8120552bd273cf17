#include "bench/load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "bench/answer.h"
#include "bench/failure.h"
#include "bench/machine.h"

namespace flows::bench {
namespace {

// A server that says nothing for so long has failed.
constexpr int kSilenceMaxSeconds = 10;

// A blocking socket: the load reads only when epoll says that something is there.
class Connection {
 public:
  explicit Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
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
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int socket() const { return socket_; }

  void send(std::string_view request) {
    while (!request.empty()) {
      const ssize_t sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
      if (sent <= 0) fail_errno("sending a request");
      request.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  // One read. Returns the answer when it is whole; the next receive() then starts a new one.
  std::optional<std::string_view> receive() {
    if (whole_) received_.clear();
    std::array<char, 16 * 1024> piece;
    const ssize_t bytes = ::recv(socket_, piece.data(), piece.size(), 0);
    if (bytes < 0) fail_errno("waiting for an answer");
    if (bytes == 0) throw Failure("a server closed a connection");
    received_.append(piece.data(), static_cast<std::size_t>(bytes));
    const std::optional<std::size_t> size = answer_size(received_);
    whole_ = size.has_value();
    if (!whole_) return std::nullopt;
    if (*size != received_.size()) throw Failure("a server sent more than one answer");
    return received_;
  }

 private:
  int socket_;
  std::string received_;
  bool whole_ = false;
};

class Poller {
 public:
  Poller() : poller_(epoll_create1(0)) {
    if (poller_ < 0) fail_errno("opening an epoll");
  }
  ~Poller() { ::close(poller_); }
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  void add(Connection& connection) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &connection;
    if (epoll_ctl(poller_, EPOLL_CTL_ADD, connection.socket(), &event) != 0) {
      fail_errno("watching a connection");
    }
  }

  template <class Visit>
  void wait(Visit visit) {
    std::array<epoll_event, 64> events;
    const int count = epoll_wait(poller_, events.data(), static_cast<int>(events.size()),
                                 kSilenceMaxSeconds * 1000);
    if (count < 0) fail_errno("waiting for answers");
    if (count == 0) throw Failure("a server fell silent");
    for (int i = 0; i < count; ++i) {
      visit(*static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr));
    }
  }

 private:
  int poller_;
};

void check_status(std::string_view answer, int status) {
  if (status_of(answer) == status) return;
  throw Failure("expected status " + std::to_string(status) + ", got: " + std::string(answer));
}

}  // namespace

std::string ask(std::uint16_t port, const std::string& request) {
  Connection connection(port);
  connection.send(request);
  while (true) {
    if (const auto answer = connection.receive()) return std::string(*answer);
  }
}

LoadResult run_load(const Load& load, int server_process) {
  Poller poller;
  std::vector<std::unique_ptr<Connection>> connections;
  for (int i = 0; i < load.connections; ++i) {
    connections.push_back(std::make_unique<Connection>(load.port));
    poller.add(*connections.back());
  }
  const double cpu_before = cpu_seconds(server_process);
  const double start = now_seconds();
  for (const auto& connection : connections) connection->send(load.next_request());
  LoadResult result;
  int under_way = load.connections;
  while (under_way > 0) {
    const bool time_is_up = now_seconds() - start >= load.seconds;
    poller.wait([&](Connection& connection) {
      const auto answer = connection.receive();
      if (!answer) return;
      check_status(*answer, load.status);
      ++result.answers;
      if (time_is_up) {
        --under_way;
      } else {
        connection.send(load.next_request());
      }
    });
  }
  result.seconds = now_seconds() - start;
  result.cpu_seconds = cpu_seconds(server_process) - cpu_before;
  return result;
}

}  // namespace flows::bench
