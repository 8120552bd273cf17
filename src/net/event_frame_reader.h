#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace flows::net {

// The types of values in a frame's headers, by their numbers.
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
  std::string value;  // its bytes as they came, numbers big-endian; empty for true and false

  friend bool operator==(const FrameHeader&, const FrameHeader&) = default;
};

// One message of an event stream.
struct EventFrame {
  std::vector<FrameHeader> headers;
  std::string payload;

  // The text of the first header of that name; nullopt where there is none, or it is no text.
  [[nodiscard]] std::optional<std::string_view> text(std::string_view name) const;

  friend bool operator==(const EventFrame&, const EventFrame&) = default;
};

// The decoder of application/vnd.amazon.eventstream, for what comes in pieces of any size. Both
// checksums of a frame are verified. After an error each further call gives it again.
class EventFrameReader {
 public:
  // Takes the next bytes of the stream.
  void feed(std::string_view bytes);

  // The next frame that is whole; nullopt if more bytes are needed. Errors: kDependencyFailed, for
  // a checksum that is wrong, headers that are malformed, and lengths that contradict one another
  // or are beyond limits::kEventFrameBytesMax and kEventFrameHeaderBytesMax.
  base::Result<std::optional<EventFrame>> next();

  // Whether the stream may end here: nothing of a frame is left over.
  [[nodiscard]] bool is_between_frames() const { return taken_ == buffer_.size(); }

 private:
  std::string buffer_;
  std::size_t taken_ = 0;  // bytes at its front that were given out as frames
};

}  // namespace flows::net
