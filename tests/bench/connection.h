#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flows::bench {

// A server that says nothing for so long has failed.
inline constexpr int kSilenceMaxSeconds = 10;

// One connection to a server of this computer. Everything throws Failure.
class Connection {
 public:
  explicit Connection(std::uint16_t port);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] int socket() const { return socket_; }

  void send(std::string_view request);

  // Waits for bytes and reads once. Returns the answer when it is whole; it is valid until the next
  // call, which starts a new one.
  std::optional<std::string_view> receive();

  // Waits for the rest of an answer.
  std::string_view receive_whole();

  // Seconds from sending until the first bytes of the answer are there; reads the rest too.
  double time_to_first_byte(std::string_view request);

 private:
  int socket_;
  std::string received_;
  std::size_t filled_ = 0;  // of `received_`
  bool whole_ = false;
};

}  // namespace flows::bench
