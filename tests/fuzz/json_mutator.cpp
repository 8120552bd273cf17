#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "base/json.h"

// Bytes that change at random are seldom JSON, and JSON that changes at random seldom a definition:
// this mutator changes one value at a time and takes the new one from elsewhere in the document.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned int seed);

namespace flows::fuzz {
namespace {

using base::Json;

void collect(Json& value, std::vector<Json*>& all) {
  all.push_back(&value);
  if (!value.is_structured()) return;
  for (Json& inner : value) collect(inner, all);
}

void mutate_text(Json& value) {
  std::string bytes = value.get<std::string>();
  bytes.resize(bytes.size() + 16);
  void* const data = bytes.data();
  bytes.resize(LLVMFuzzerMutate(static_cast<std::uint8_t*>(data), bytes.size() - 16, bytes.size()));
  value = bytes;
}

void mutate(Json& document, std::minstd_rand& random) {
  std::vector<Json*> all;
  collect(document, all);
  Json& value = *all[random() % all.size()];
  const Json other = *all[random() % all.size()];
  switch (random() % 4) {
    case 0:
      if (value.is_array()) value.push_back(other);
      break;
    case 1:
      if (value.is_structured() && !value.empty()) {
        value.erase(std::next(value.begin(), static_cast<Json::difference_type>(random()) %
                                                 static_cast<Json::difference_type>(value.size())));
      }
      break;
    case 2:
      if (value.is_string()) mutate_text(value);
      break;
    default:
      if (value.type() == other.type()) value = other;
      break;
  }
}

}  // namespace
}  // namespace flows::fuzz

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t size_max,
                                    unsigned int seed) {
  using namespace flows;
  std::minstd_rand random(seed);
  const void* const bytes = data;
  auto document = base::parse_json({static_cast<const char*>(bytes), size});
  if (!document || random() % 8 == 0) return LLVMFuzzerMutate(data, size, size_max);
  for (auto count = random() % 4 + 1; count > 0; --count) fuzz::mutate(*document, random);
  const std::string text = base::to_text(*document);
  if (text.size() > size_max) return LLVMFuzzerMutate(data, size, size_max);
  std::memcpy(data, text.data(), text.size());
  return text.size();
}
