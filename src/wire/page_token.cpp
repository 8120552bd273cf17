#include "wire/page_token.h"

#include <zlib.h>

#include <cstdint>
#include <optional>

namespace flows::wire {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode_base64url(std::string_view bytes) {
  std::string out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char byte : bytes) {
    bits = (bits << 8 | static_cast<unsigned char>(byte)) & 0xFFFF;
    for (count += 8; count >= 6; count -= 6) out += kAlphabet[bits >> (count - 6) & 0x3F];
  }
  if (count > 0) out += kAlphabet[bits << (6 - count) & 0x3F];
  return out;
}

std::optional<std::string> decode_base64url(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const std::size_t value = kAlphabet.find(c);
    if (value == kAlphabet.npos) return std::nullopt;
    bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xFFFF;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 0xFF);
    }
  }
  return out;
}

std::string u32(std::size_t value) {
  std::string out;
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(value >> shift & 0xFF);
  return out;
}

std::size_t take_u32(std::string_view& bytes) {
  std::size_t value = 0;
  for (const char byte : bytes.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(byte);
  bytes.remove_prefix(4);
  return value;
}

std::string checksum(std::string_view scope, std::string_view body) {
  // The length keeps the end of the scope apart from the beginning of the body.
  const std::string scope_size = u32(scope.size());
  uLong sum = 0;
  for (const std::string_view part : {std::string_view(scope_size), scope, body}) {
    sum = crc32_z(sum, reinterpret_cast<const Bytef*>(part.data()), part.size());
  }
  return u32(sum);
}

base::Error invalid() {
  return base::Error{base::ErrorCode::kValidation,
                     "The nextToken value is not valid for this request"};
}

}  // namespace

std::string encode_page_token(std::string_view scope, const std::vector<std::string>& key) {
  std::string body;
  for (const std::string& part : key) body += u32(part.size()) + part;
  return encode_base64url(checksum(scope, body) + body);
}

base::Result<std::vector<std::string>> decode_page_token(std::string_view scope,
                                                         std::string_view token) {
  const auto bytes = decode_base64url(token);
  // The same bytes have one spelling only; the unused bits of the last character are checked too.
  if (!bytes || bytes->size() < 4 || encode_base64url(*bytes) != token) return invalid();
  std::string_view body = std::string_view(*bytes).substr(4);
  if (bytes->substr(0, 4) != checksum(scope, body)) return invalid();
  std::vector<std::string> key;
  while (!body.empty()) {
    if (body.size() < 4) return invalid();
    const std::size_t size = take_u32(body);
    if (size > body.size()) return invalid();
    key.emplace_back(body.substr(0, size));
    body.remove_prefix(size);
  }
  return key;
}

}  // namespace flows::wire
