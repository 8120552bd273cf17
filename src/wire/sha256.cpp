#include "wire/sha256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/check.h"

namespace flows::wire {
namespace {

constexpr std::size_t kBytes = 32;
using Buffer = std::array<unsigned char, kBytes>;

const unsigned char* bytes_of(std::string_view data) {
  return reinterpret_cast<const unsigned char*>(data.data());
}

std::string to_string(const Buffer& buffer) { return {buffer.begin(), buffer.end()}; }

}  // namespace

std::string sha256(std::string_view data) {
  Buffer buffer{};
  const int done =
      EVP_Digest(data.data(), data.size(), buffer.data(), nullptr, EVP_sha256(), nullptr);
  CHECK(done == 1, "OpenSSL has SHA-256");
  return to_string(buffer);
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
  Buffer buffer{};
  const unsigned char* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                                   bytes_of(data), data.size(), buffer.data(), nullptr);
  CHECK(done != nullptr, "OpenSSL has HMAC");
  return to_string(buffer);
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += kDigits[value >> 4U];
    text += kDigits[value & 0xFU];
  }
  return text;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace flows::wire
