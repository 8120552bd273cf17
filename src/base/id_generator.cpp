#include "base/id_generator.h"

#include <array>
#include <cstdint>
#include <random>

namespace flows::base {
namespace {

// One engine per thread: asking the operating system for each identifier costs more than most
// requests do.
std::mt19937_64& engine() {
  thread_local std::mt19937_64 generator = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
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
  constexpr std::string_view kHex = "0123456789abcdef";
  const std::array<std::uint64_t, 2> bits = {engine()(), engine()()};
  std::string text = "00000000-0000-4000-8000-000000000000";
  std::size_t digit = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '-') continue;
    const auto nibble = static_cast<unsigned>((bits[digit / 16] >> (digit % 16 * 4)) & 0xF);
    ++digit;
    if (at == 14) continue;  // the version
    text[at] = at == 19 ? kHex[8 | (nibble & 3)] : kHex[nibble];
  }
  return text;
}

}  // namespace

std::string RandomIds::next(IdKind kind) {
  switch (kind) {
    case IdKind::kFlow:
    case IdKind::kAlias:
    case IdKind::kPrompt: return resource_id();
    case IdKind::kExecution:
    case IdKind::kRequest: return uuid();
  }
  return uuid();
}

}  // namespace flows::base
