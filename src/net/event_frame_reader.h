#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace flows::net {

// The types of the values in a frame's headers.
enum class FrameHeaderType : std::uint8_t {
  kTrue = 0,
  kFalse = 1,
  kByte = 2,
  kShort = 3,
  kInteger = 4,
  kLong = 5,
  kBytes = 6,
  kString = 7,
  kTimestamp = 8,
  kUuid = 9,
};

struct FrameHeader {
  std::string name;
  FrameHeaderType type = FrameHeaderType::kString;
  std::string value;  // its bytes as received, numbers big-endian; empty for true and false

  friend bool operator==(const FrameHeader&, const FrameHeader&) = default;
};

// One message of an event stream.
struct EventFrame {
  std::vector<FrameHeader> headers;
  std::string payload;

  // Returns the text of the first header of that name; nullopt if there is none or it is not a
  // text.
  [[nodiscard]] std::optional<std::string_view> text(std::string_view name) const;

  friend bool operator==(const EventFrame&, const EventFrame&) = default;
};

// The decoder of application/vnd.amazon.eventstream, for streams that arrive in pieces of any size.
// Both checksums of a frame are verified. After an error, each further call returns it again.
class EventFrameReader {
 public:
  // Appends the next bytes of the stream.
  void feed(std::string_view bytes);

  // Returns the next complete frame; nullopt if more bytes are needed. Errors: kDependencyFailed if
  // a checksum is wrong, headers are malformed, or lengths contradict one another or exceed
  // limits::kEventFrameBytesMax or kEventFrameHeaderBytesMax.
  base::Result<std::optional<EventFrame>> next();

  // Checks whether the stream may end here, i.e. no part of a frame is left over.
  [[nodiscard]] bool is_between_frames() const { return taken_ == buffer_.size(); }

 private:
  std::string buffer_;
  std::size_t taken_ = 0;  // bytes at the front of `buffer_` that were returned as frames
};

}  // namespace flows::net
