#include "wire/event_frame.h"

#include <zlib.h>

#include <array>
#include <cstdint>
#include <span>

#include "base/check.h"
#include "base/text/ascii.h"
#include "wire/service_model.h"

namespace flows::wire {
namespace {

// A message is: total length, length of the headers, checksum of these two; headers; payload;
// checksum of everything before it. Integers are big-endian.
constexpr std::size_t kPreludeBytes = 8;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kPayloadBytesLimit = std::size_t{1} << 31;
constexpr std::size_t kTextBytesMax = 0xFFFF;
constexpr char kStringType = 7;

struct TextHeader {
  std::string_view name;
  std::string_view value;
};

template <std::size_t kBytes>
void append_number(std::string& out, std::size_t value) {
  std::array<char, kBytes> bytes{};
  for (std::size_t at = kBytes; at > 0; value >>= 8) bytes[--at] = static_cast<char>(value & 0xFF);
  out.append(bytes.data(), kBytes);
}

// Appends the checksum of all bytes in `out` and returns it. `before` is the checksum of the first
// `done` bytes.
uLong append_checksum(std::string& out, uLong before, std::size_t done) {
  const auto* bytes = reinterpret_cast<const Bytef*>(out.data());
  const uLong sum = crc32_z(before, bytes + done, out.size() - done);
  append_number<4>(out, sum);
  return sum;
}

std::string encode(std::span<const TextHeader> headers, std::string_view payload) {
  std::size_t header_bytes = 0;
  for (const TextHeader& header : headers) {
    CHECK(header.value.size() <= kTextBytesMax, "a header of a frame is short");
    header_bytes += 1 + header.name.size() + 1 + 2 + header.value.size();
  }
  CHECK(payload.size() < kPayloadBytesLimit, "a frame's length has 32 bits");
  const std::size_t total =
      kPreludeBytes + kChecksumBytes + header_bytes + payload.size() + kChecksumBytes;

  std::string out;
  out.reserve(total);
  append_number<4>(out, total);
  append_number<4>(out, header_bytes);
  const uLong prelude_sum = append_checksum(out, 0, 0);
  for (const TextHeader& header : headers) {
    out += static_cast<char>(header.name.size());
    out += header.name;
    out += kStringType;
    append_number<2>(out, header.value.size());
    out += header.value;
  }
  out += payload;
  append_checksum(out, prelude_sum, kPreludeBytes);
  return out;
}

}  // namespace

std::string encode_event(std::string_view event_type, std::string_view json_payload) {
  const TextHeader headers[] = {{":event-type", event_type},
                                {":content-type", "application/json"},
                                {":message-type", "event"}};
  return encode(headers, json_payload);
}

std::string encode_exception(std::string_view exception_type, std::string_view json_payload) {
  const TextHeader headers[] = {{":exception-type", exception_type},
                                {":content-type", "application/json"},
                                {":message-type", "exception"}};
  return encode(headers, json_payload);
}

std::string exception_member_name(base::ErrorCode code) {
  return base::with_lower_first(error_name(code));
}

}  // namespace flows::wire
