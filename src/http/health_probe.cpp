#include "http/health_probe.h"

#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <utility>

#include "base/text/ascii.h"

namespace flows::http {
namespace {

// A status line is shorter; who sends none within so many bytes speaks something else.
constexpr std::size_t kStatusLineBytesMax = 256;

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return value_; }

 private:
  const int value_;
};

base::Error bad_url(std::string message) {
  base::Error error;
  error.code = base::ErrorCode::kValidation;
  error.message = std::move(message);
  return error;
}

struct Target {
  const std::string& host;
  std::uint16_t port;
};

base::Error no_answer(const Target& target, std::string_view what) {
  base::Error error;
  error.code = base::ErrorCode::kDependencyFailed;
  error.message = fmt::format("No answer from {}:{}: {}.", target.host, target.port, what);
  return error;
}

base::Error system_error(const Target& target, int number) {
  const bool late = number == EAGAIN || number == EWOULDBLOCK || number == EINPROGRESS;
  return no_answer(target, late ? "it took too long" : std::strerror(number));
}

// The socket options that bound each blocking call; SO_SNDTIMEO bounds connect as well.
bool set_timeout(int socket, std::chrono::milliseconds timeout) {
  timeval time{};
  time.tv_sec = timeout.count() / 1000;
  time.tv_usec = timeout.count() % 1000 * 1000;
  return ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time) == 0 &&
         ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time) == 0;
}

base::Result<int> ask(int socket, const Target& target, std::string_view path) {
  const std::string request =
      fmt::format("GET {} HTTP/1.1\r\nHost: {}:{}\r\nConnection: close\r\n\r\n", path, target.host,
                  target.port);
  if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    return system_error(target, errno);
  }
  std::string line;
  while (line.find("\r\n") == std::string::npos && line.size() < kStatusLineBytesMax) {
    char bytes[kStatusLineBytesMax];
    const ssize_t got = ::recv(socket, bytes, sizeof bytes, 0);
    if (got < 0) return system_error(target, errno);
    if (got == 0) break;
    line.append(bytes, static_cast<std::size_t>(got));
  }
  int status = 0;
  constexpr std::string_view kShape = "HTTP/1.1 200";
  const bool is_http = line.size() >= kShape.size() && line.starts_with("HTTP/1.");
  const char* const digits = line.data() + kShape.size() - 3;
  if (!is_http || std::from_chars(digits, digits + 3, status).ptr != digits + 3) {
    return no_answer(target, "what answers there does not speak HTTP");
  }
  return status;
}

}  // namespace

base::Result<Endpoint> parse_endpoint(std::string_view url) {
  constexpr std::string_view kHttp = "http://";
  constexpr std::string_view kHttps = "https://";
  if (base::equal_ignoring_case(url.substr(0, kHttps.size()), kHttps)) {
    return bad_url(fmt::format("{} cannot be probed: it is https.", url));
  }
  const base::Error malformed = bad_url(fmt::format("{} is no http:// URL.", url));
  if (!base::equal_ignoring_case(url.substr(0, kHttp.size()), kHttp)) return malformed;
  std::string_view rest = url.substr(kHttp.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  std::string_view path = rest.substr(slash);
  std::string_view authority = rest.substr(0, slash);
  while (path.ends_with('/')) path.remove_suffix(1);
  Endpoint endpoint;
  endpoint.path = path;
  const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos) return malformed;
  const std::size_t colon = std::min(authority.find(':', bracket), authority.size());
  endpoint.host = authority.substr(0, colon);
  if (bracket > 0) {
    if (colon != bracket + 1) return malformed;
    endpoint.host = authority.substr(1, bracket - 1);
  }
  if (endpoint.host.empty()) return malformed;
  if (colon == authority.size()) return endpoint;
  const std::string_view port = authority.substr(colon + 1);
  const char* const end = port.data() + port.size();
  const auto parsed = std::from_chars(port.data(), end, endpoint.port);
  if (parsed.ec != std::errc() || parsed.ptr != end || endpoint.port == 0) return malformed;
  return endpoint;
}

base::Result<int> get_status(const std::string& host, std::uint16_t port, std::string_view path,
                             std::chrono::milliseconds timeout) {
  const Target target{.host = host, .port = port};
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (failure != 0) return no_answer(target, ::gai_strerror(failure));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
  int last_error = EADDRNOTAVAIL;
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    const Descriptor socket(::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (socket.get() >= 0 && set_timeout(socket.get(), timeout) &&
        ::connect(socket.get(), address->ai_addr, address->ai_addrlen) == 0) {
      return ask(socket.get(), target, path);
    }
    last_error = errno;
  }
  return system_error(target, last_error);
}

}  // namespace flows::http
