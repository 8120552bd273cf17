#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flows::testing {

// An HTTP response as it was received.
struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  bool is_whole = true;  // false if the connection ended inside the body

  // The first header of that name, whatever its case; empty if there is none.
  [[nodiscard]] std::string header(std::string_view name) const;
};

// A client made of plain blocking socket calls, so that a test decides which bytes go out when. A
// server that says nothing for long fails the test with an exception instead of hanging it.
class SocketClient {
 public:
  // Connects to 127.0.0.1. `receive_bytes`: the size of the socket's receive buffer; 0: as usual.
  explicit SocketClient(std::uint16_t port, int receive_bytes = 0);
  ~SocketClient();
  SocketClient(const SocketClient&) = delete;
  SocketClient& operator=(const SocketClient&) = delete;

  // Whether a server listens on that port.
  static bool can_connect(std::uint16_t port);

  // Sends all of it; returns false if the server has closed the connection.
  bool send(std::string_view bytes);

  // Reads one whole response. `without_body` is for HEAD. Returns nullopt if the connection ends
  // before it.
  std::optional<HttpResponse> read_response(bool without_body = false);

  // Reads only the head of a response; `read_chunk` and `read_some` then read the body.
  std::optional<HttpResponse> read_head();

  // Returns the next chunk, which is empty for the last one; nullopt if the connection ends inside
  // of it.
  std::optional<std::string> read_chunk();

  // Returns at least one of the next bytes, or an empty text at the end of the connection.
  std::string read_some();

  // Waits for the end of the connection. Returns false if bytes arrive before it.
  bool is_at_end();

  void close();      // closes the connection as usual
  void shut_down();  // closes only the sending half

 private:
  bool fill();
  std::optional<std::string> read_until(std::string_view mark);
  std::optional<std::string> read_exactly(std::size_t bytes);

  int socket_ = -1;
  std::string buffer_;  // received, but not yet returned
};

}  // namespace flows::testing
