#include "net/event_frame_reader.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <utility>

#include "base/limits.h"

namespace flows::net {
namespace {

namespace limits = base::limits;
using base::Result;

// A message is: total length, length of the headers, checksum of these two; headers; payload;
// checksum of everything before it. Integers are big-endian.
constexpr std::size_t kLengthsBytes = 8;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kPreludeBytes = kLengthsBytes + kChecksumBytes;
constexpr std::size_t kFrameBytesMin = kPreludeBytes + kChecksumBytes;

base::Error malformed(std::string_view what) {
  return {base::ErrorCode::kDependencyFailed, fmt::format("The event stream is broken: {}", what)};
}

std::size_t number_in(std::string_view bytes) {
  std::size_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

std::size_t checksum(std::string_view bytes) {
  return crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
}

// Takes bytes from the front of the remaining headers. Functions return nullopt if there are too
// few.
class HeaderBytes {
 public:
  explicit HeaderBytes(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }

  std::optional<std::string_view> take(std::size_t count) {
    if (count > rest_.size()) return std::nullopt;
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::optional<std::size_t> take_number(std::size_t bytes) {
    const auto taken = take(bytes);
    if (!taken) return std::nullopt;
    return number_in(*taken);
  }

  std::optional<std::string_view> take_value(std::size_t type) {
    constexpr std::size_t kSizes[] = {0, 0, 1, 2, 4, 8};
    if (type < std::size(kSizes)) return take(kSizes[type]);
    switch (static_cast<FrameHeaderType>(type)) {
      case FrameHeaderType::kBytes:
      case FrameHeaderType::kString: {
        const auto size = take_number(2);
        return size ? take(*size) : std::nullopt;
      }
      case FrameHeaderType::kTimestamp: return take(8);
      case FrameHeaderType::kUuid: return take(16);
      default: return std::nullopt;
    }
  }

 private:
  std::string_view rest_;
};

Result<std::vector<FrameHeader>> read_headers(std::string_view bytes) {
  std::vector<FrameHeader> headers;
  HeaderBytes rest(bytes);
  while (!rest.empty()) {
    const auto name_bytes = rest.take_number(1);
    const auto name = name_bytes ? rest.take(*name_bytes) : std::nullopt;
    const auto type = name && !name->empty() ? rest.take_number(1) : std::nullopt;
    const auto value = type ? rest.take_value(*type) : std::nullopt;
    if (!value) return malformed("a header has another length or type than it says");
    headers.push_back(
        {std::string(*name), static_cast<FrameHeaderType>(*type), std::string(*value)});
  }
  return headers;
}

// The lengths in a prelude, verified.
struct Prelude {
  std::size_t frame_bytes;
  std::size_t header_bytes;
};

Result<Prelude> read_prelude(std::string_view bytes) {
  const Prelude prelude{number_in(bytes.substr(0, 4)), number_in(bytes.substr(4, 4))};
  if (number_in(bytes.substr(kLengthsBytes, kChecksumBytes)) !=
      checksum(bytes.substr(0, kLengthsBytes))) {
    return malformed("the checksum of a frame's lengths is wrong");
  }
  if (prelude.frame_bytes > limits::kEventFrameBytesMax) {
    return malformed(fmt::format("a frame has more than {} bytes", limits::kEventFrameBytesMax));
  }
  if (prelude.header_bytes > limits::kEventFrameHeaderBytesMax) {
    return malformed(fmt::format("the headers of a frame have more than {} bytes",
                                 limits::kEventFrameHeaderBytesMax));
  }
  if (prelude.frame_bytes < kFrameBytesMin + prelude.header_bytes) {
    return malformed("a frame is shorter than its headers");
  }
  return prelude;
}

}  // namespace

std::optional<std::string_view> EventFrame::text(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &FrameHeader::name);
  if (found == headers.end() || found->type != FrameHeaderType::kString) return std::nullopt;
  return found->value;
}

void EventFrameReader::feed(std::string_view bytes) {
  buffer_.erase(0, std::exchange(taken_, 0));
  buffer_ += bytes;
}

Result<std::optional<EventFrame>> EventFrameReader::next() {
  const std::string_view rest = std::string_view(buffer_).substr(taken_);
  if (rest.size() < kPreludeBytes) return std::optional<EventFrame>();
  ASSIGN_OR_RETURN(const Prelude prelude, read_prelude(rest));
  if (rest.size() < prelude.frame_bytes) return std::optional<EventFrame>();
  const std::string_view checked = rest.substr(0, prelude.frame_bytes - kChecksumBytes);
  if (number_in(rest.substr(checked.size(), kChecksumBytes)) != checksum(checked)) {
    return malformed("the checksum of a frame is wrong");
  }
  ASSIGN_OR_RETURN(auto headers, read_headers(checked.substr(kPreludeBytes, prelude.header_bytes)));
  taken_ += prelude.frame_bytes;
  const std::string_view payload = checked.substr(kPreludeBytes + prelude.header_bytes);
  return std::optional(EventFrame{std::move(headers), std::string(payload)});
}

}  // namespace flows::net
