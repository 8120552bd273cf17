#include "base/text/base64.h"

#include <openssl/evp.h>

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace flows::base {
namespace {

// OpenSSL counts bytes with an int.
constexpr std::size_t kBytesMax = std::numeric_limits<int>::max() / 2;

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

const unsigned char* bytes_of(const std::string_view& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string encode_base64url(std::string_view bytes) {
  CHECK(bytes.size() <= kBytesMax, "what is put into a token is short");
  const std::size_t whole = (bytes.size() + 2) / 3 * 4;
  std::string text(whole + 1, '\0');  // OpenSSL ends it with a zero
  EVP_EncodeBlock(bytes_of(text), bytes_of(bytes), static_cast<int>(bytes.size()));
  text.resize((bytes.size() * 4 + 2) / 3);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::optional<std::string> decode_base64url(std::string_view text) {
  if (text.size() > kBytesMax || text.size() % 4 == 1) return std::nullopt;
  std::string padded(text);
  std::ranges::replace(padded, '-', '+');
  std::ranges::replace(padded, '_', '/');
  padded.resize((text.size() + 3) / 4 * 4, '=');
  std::string bytes(padded.size() / 4 * 3, '\0');
  if (EVP_DecodeBlock(bytes_of(bytes), bytes_of(std::string_view(padded)),
                      static_cast<int>(padded.size())) < 0) {
    return std::nullopt;
  }
  bytes.resize(text.size() * 3 / 4);
  // OpenSSL also accepts white space and the alphabet of plain base64, so the text is compared.
  if (encode_base64url(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace flows::base
