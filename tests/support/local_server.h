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

// The server's end of one connection. Every wait gives up after a minute.
class Peer {
 public:
  explicit Peer(int socket) : socket_(socket) {}

  [[nodiscard]] int socket() const { return socket_; }
  // The head of the next request with its empty line; "" if the client has left.
  std::string read_head();
  // Returns that many bytes, or those that arrived before the client left.
  std::string read_bytes(std::size_t count);
  // Returns false if the client has left.
  bool send(std::string_view bytes);
  // Waits for the client to leave. Returns whether it did so within that time.
  [[nodiscard]] bool has_left_within(std::chrono::milliseconds time) const;
  void wait_until_left() const { (void)has_left_within(std::chrono::minutes(1)); }
  // Resets the connection instead of closing it.
  void reset();

 private:
  bool fill();

  int socket_;
  std::string buffer_;
};

// Listens on a free port of 127.0.0.1 and runs a script for one client after the other, on a thread
// of its own. It serves the tests of outgoing requests: the script decides which bytes are sent,
// and when.
class LocalServer {
 public:
  using Script = std::function<void(Peer&)>;

  explicit LocalServer(Script script);
  ~LocalServer();  // cuts off the present client
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

// Returns a script that sends the same bytes as the response to each request, as many as the client
// makes.
LocalServer::Script respond_with(std::string bytes);

}  // namespace flows::testing
