#include "backends/python_messages.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/limits.h"

namespace flows::backends {
namespace {

constexpr int kPollMs = 20;  // how soon the end of a run is noticed

// Waits until `socket` can be read or written, or until `give_up` returns true.
Trouble wait_for(const OpenFile& socket, short event, const std::function<bool()>& give_up) {
  while (!give_up()) {
    pollfd watched{socket.number(), event, 0};
    if (poll(&watched, 1, kPollMs) > 0) return Trouble::kNone;
  }
  return Trouble::kGivenUp;
}

Trouble receive_bytes(const OpenFile& socket, std::string& bytes,
                      const std::function<bool()>& give_up) {
  for (std::size_t done = 0; done < bytes.size();) {
    const Trouble trouble = wait_for(socket, POLLIN, give_up);
    if (trouble != Trouble::kNone) return trouble;
    const ssize_t received = recv(socket.number(), bytes.data() + done, bytes.size() - done, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return Trouble::kEnded;
    done += static_cast<std::size_t>(received);
  }
  return Trouble::kNone;
}

}  // namespace

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

OpenFile::~OpenFile() {
  if (number_ >= 0) close(number_);
}

std::pair<OpenFile, OpenFile> make_socket_pair(int type) {
  std::array<int, 2> ends{-1, -1};
  if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()) != 0) return {};
  return {OpenFile(ends[0]), OpenFile(ends[1])};
}

bool send_packet(const OpenFile& socket, std::string message, const OpenFile* passed) {
  iovec part{message.data(), message.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> extra{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (passed != nullptr) {
    header.msg_control = extra.data();
    header.msg_controllen = extra.size();
    cmsghdr* const rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    const int number = passed->number();
    std::memcpy(CMSG_DATA(rights), &number, sizeof number);
  }
  return sendmsg(socket.number(), &header, MSG_NOSIGNAL) >= 0;
}

std::string four_bytes(std::size_t number) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift & 0xFF);
  return bytes;
}

Trouble send_bytes(const OpenFile& socket, std::string_view bytes,
                   const std::function<bool()>& give_up) {
  while (!bytes.empty()) {
    const Trouble trouble = wait_for(socket, POLLOUT, give_up);
    if (trouble != Trouble::kNone) return trouble;
    const ssize_t sent =
        send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (sent <= 0) return Trouble::kEnded;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return Trouble::kNone;
}

base::Result<Trouble> receive_message(const OpenFile& socket, std::string& text,
                                      const std::function<bool()>& give_up) {
  std::string head(4, '\0');
  Trouble trouble = receive_bytes(socket, head, give_up);
  if (trouble != Trouble::kNone) return trouble;
  std::size_t size = 0;
  for (const char byte : head) size = size << 8 | static_cast<unsigned char>(byte);
  if (size > base::limits::kDocumentBytesMax) {
    return base::Error{base::ErrorCode::kRequestTooLarge, ""};
  }
  text.assign(size, '\0');
  trouble = receive_bytes(socket, text, give_up);
  return trouble;
}

}  // namespace flows::backends
