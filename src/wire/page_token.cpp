#include "wire/page_token.h"

#include <zlib.h>

#include <cstdint>

#include "base/text/base64.h"

namespace flows::wire {
namespace {

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
  // The length separates the end of the scope from the beginning of the body.
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
  return base::encode_base64url(checksum(scope, body) + body);
}

base::Result<std::vector<std::string>> decode_page_token(std::string_view scope,
                                                         std::string_view token) {
  const auto bytes = base::decode_base64url(token);
  if (!bytes || bytes->size() < 4) return invalid();
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
