#include "base/id_generator.h"

#include <sys/random.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <random>

#include "base/check.h"
#include "base/text/hex.h"

namespace flows::base {
namespace {

// Each thread has an engine of its own, because asking the operating system for every identifier
// would cost more than most requests do. The seed comes from getrandom, since std::random_device
// would need glibc 2.36.
std::mt19937_64& engine() {
  thread_local std::mt19937_64 generator = [] {
    std::array<std::uint32_t, 8> bits{};
    CHECK(getrandom(bits.data(), sizeof(bits), 0) == ssize_t{sizeof(bits)},
          "up to 256 bytes come whole");
    std::seed_seq seed(bits.begin(), bits.end());
    return std::mt19937_64(seed);
  }();
  return generator;
}

std::string resource_id() {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::uniform_int_distribution<std::size_t> pick(0, kAlphabet.size() - 1);
  std::string id(10, '0');
  for (char& character : id) character = kAlphabet[pick(engine())];
  return id;
}

std::string uuid() {
  std::string text = "00000000-0000-4000-8000-000000000000";
  const auto fill = [&text](std::initializer_list<std::size_t> pairs) {
    std::uint64_t bits = engine()();
    for (const std::size_t at : pairs) {
      text[at] = kHexDigits[bits & 0xF];
      text[at + 1] = kHexDigits[bits >> 4 & 0xF];
      bits >>= 8;
    }
  };
  fill({0, 2, 4, 6, 9, 11, 14, 16});
  fill({19, 21, 24, 26, 28, 30, 32, 34});
  text[14] = '4';                                              // the version
  text[19] = kHexDigits[8 | (kHexDigits.find(text[19]) & 3)];  // the variant
  return text;
}

// A UUID of version 7, which begins with the time. Such identifiers reach an index in order, so
// that few of its pages change.
std::string growing_uuid() {
  std::string text = uuid();
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  auto milliseconds = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  for (const std::size_t at : {12U, 11U, 10U, 9U, 7U, 6U, 5U, 4U, 3U, 2U, 1U, 0U}) {
    text[at] = kHexDigits[milliseconds & 0xF];
    milliseconds >>= 4;
  }
  text[14] = '7';
  return text;
}

}  // namespace

std::string RandomIds::next(IdKind kind) {
  switch (kind) {
    case IdKind::kFlow:
    case IdKind::kAlias:
    case IdKind::kPrompt: return resource_id();
    case IdKind::kExecutionName: return growing_uuid();
    case IdKind::kExecution:
    case IdKind::kRequest: return uuid();
  }
  return uuid();
}

}  // namespace flows::base
