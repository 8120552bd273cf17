#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/json.h"
#include "fuzz/fuzz_targets.h"

// Every input that fuzzing has found interesting, once more: with the compilers and sanitizers of
// all presets, and without a fuzzer.
namespace flows::fuzz {
namespace {

std::size_t replay(const std::string& corpus, void (*target)(std::string_view)) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(FLOWS_SOURCE_DIR "/tests/fuzz/corpus") / corpus)) {
    SCOPED_TRACE(entry.path());
    std::ostringstream bytes;
    bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    EXPECT_NO_THROW(target(bytes.str()));
    ++count;
  }
  return count;
}

TEST(FuzzCorpus, OfDefinitionsEndsNormally) {
  EXPECT_GT(replay("definition", check_definition), 20U);
}

}  // namespace
}  // namespace flows::fuzz
