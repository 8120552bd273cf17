#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/fuzz_targets.h"

// libFuzzer's entry; FLOWS_FUZZ_TARGET is one of the functions in fuzz_targets.h.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const void* bytes = data;
  flows::fuzz::FLOWS_FUZZ_TARGET({static_cast<const char*>(bytes), size});
  return 0;
}
