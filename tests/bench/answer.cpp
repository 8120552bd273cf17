#include "bench/answer.h"

#include <charconv>
#include <string>
#include <string_view>

#include "bench/failure.h"

namespace flows::bench {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

std::size_t parse_number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (parsed.ec != std::errc()) throw Failure("no number in an answer: " + std::string(text));
  return value;
}

// The chunks that start at `at`, up to the end of the empty one.
std::optional<std::size_t> end_of_chunks(std::string_view received, std::size_t at) {
  while (true) {
    const std::size_t line_end = received.find(kLineEnd, at);
    if (line_end == received.npos) return std::nullopt;
    const std::size_t bytes = parse_number(received.substr(at, line_end - at), 16);
    at = line_end + kLineEnd.size() + bytes + kLineEnd.size();
    if (at > received.size()) return std::nullopt;
    if (bytes == 0) return at;
  }
}

}  // namespace

int status_of(std::string_view answer) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  if (answer.substr(0, kVersion.size()) != kVersion) throw Failure("an answer is not HTTP/1.1");
  return static_cast<int>(parse_number(answer.substr(kVersion.size()), 10));
}

std::optional<std::size_t> answer_size(std::string_view received) {
  constexpr std::string_view kHeadEnd = "\r\n\r\n";
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  const std::size_t head_end = received.find(kHeadEnd);
  if (head_end == received.npos) return std::nullopt;
  const std::string_view head = received.substr(0, head_end);
  const std::size_t body = head_end + kHeadEnd.size();
  if (head.find("\r\nTransfer-Encoding: chunked") != head.npos) {
    return end_of_chunks(received, body);
  }
  const std::size_t length = head.find(kLength);
  if (length == head.npos) throw Failure("an answer has no length: " + std::string(head));
  const std::size_t size = body + parse_number(head.substr(length + kLength.size()), 10);
  return size <= received.size() ? std::optional(size) : std::nullopt;
}

}  // namespace flows::bench
