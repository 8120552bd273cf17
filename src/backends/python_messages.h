#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

// The messages between this program and the processes of python/worker.py, and the sockets for
// them.
namespace flows::backends {

// An open file that is closed with its owner.
class OpenFile {
 public:
  OpenFile() = default;
  explicit OpenFile(int number) : number_(number) {}
  OpenFile(OpenFile&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  OpenFile& operator=(OpenFile&& other) noexcept;
  ~OpenFile();

  [[nodiscard]] int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

// Returns two connected sockets of `type`, for example SOCK_STREAM; empty if the system has none
// left.
std::pair<OpenFile, OpenFile> make_socket_pair(int type);

// Sends a message over a SOCK_SEQPACKET socket, together with an open file if `passed` is one.
// Returns whether it was sent; errno says why not.
bool send_packet(const OpenFile& socket, std::string message, const OpenFile* passed);

// Returns the number as four bytes, the most significant first.
std::string four_bytes(std::size_t number);

// Why a message was not sent or received completely.
enum class Trouble {
  kNone,
  kEnded,    // the other side has closed its end
  kGivenUp,  // because `give_up` returned true
};

// Sends `bytes` over a SOCK_STREAM socket. Blocks until they are sent, until the other side ends,
// or until `give_up`, which is called every few milliseconds, returns true.
Trouble send_bytes(const OpenFile& socket, std::string_view bytes,
                   const std::function<bool()>& give_up);

// Receives a message, which is four bytes of length and then `text`. Blocks in the same way.
// Errors: kRequestTooLarge if it is longer than limits::kDocumentBytesMax.
base::Result<Trouble> receive_message(const OpenFile& socket, std::string& text,
                                      const std::function<bool()>& give_up);

}  // namespace flows::backends
