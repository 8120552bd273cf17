#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace flows::testing {

// The server's end of one connection. Whatever waits here gives up after a minute.
class Peer {
 public:
  explicit Peer(int socket) : socket_(socket) {}

  [[nodiscard]] int socket() const { return socket_; }
  // The head of the next request with its empty line; "" if the client has left.
  std::string read_head();
  // That many bytes, or what came before the client left.
  std::string read_bytes(std::size_t count);
  // Returns false if the client has left.
  bool send(std::string_view bytes);
  // Waits for the client to leave; returns whether it did within that time.
  [[nodiscard]] bool has_left_within(std::chrono::milliseconds time) const;
  void wait_until_left() const { (void)has_left_within(std::chrono::minutes(1)); }
  // Breaks the connection rather than closing it.
  void reset();

 private:
  bool fill();

  int socket_;
  std::string buffer_;
};

// Listens on a free port of 127.0.0.1 and lets a script talk to one client after the other, on a
// thread of its own. For the tests of what goes out: the script decides which bytes come when.
class LocalServer {
 public:
  using Script = std::function<void(Peer&)>;

  explicit LocalServer(Script script);
  ~LocalServer();  // cuts off the client that is there
  LocalServer(const LocalServer&) = delete;
  LocalServer& operator=(const LocalServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }  // so far

 private:
  void work();

  const Script script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  bool stopped_ = false;
  int current_ = -1;
  std::thread thread_;
};

// A script that sends the same bytes to each request, on as many as the client makes.
LocalServer::Script respond_with(std::string bytes);

}  // namespace flows::testing
