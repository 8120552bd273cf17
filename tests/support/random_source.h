#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace flows::testing {

// Makes the same choices in every run and on every platform: the standard fixes the numbers of
// std::mt19937, but not the results of its distributions.
class RandomSource {
 public:
  explicit RandomSource(std::mt19937::result_type seed) : engine_(seed) {}

  std::size_t below(std::size_t end) { return engine_() % end; }
  bool one_in(std::size_t n) { return below(n) == 0; }

  template <class T>
  const T& pick(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }

 private:
  std::mt19937 engine_;
};

}  // namespace flows::testing
