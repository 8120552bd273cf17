// flows-bench [--rounds N] [--json] [PROGRAM]: how fast the program is, as ratios. See README.md.
#include <charconv>
#include <exception>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/failure.h"
#include "bench/machine.h"
#include "bench/report.h"
#include "bench/rows.h"
#include "support/temp_dir.h"

namespace flows::bench {
namespace {

constexpr int kRoundsMax = 100;
constexpr std::string_view kUsage =
    "usage: flows-bench [--rounds N] [--json] [PROGRAM]\n"
    "  --rounds N  measurements of each side, 1 to 100 (default 7; spreads mean little below 5)\n"
    "  --json      the report as one JSON document\n"
    "  PROGRAM     default: bedrock-flows-local in the folder of flows-bench\n";

struct Options {
  int rounds = 7;
  bool json = false;
  std::filesystem::path program;
};

std::optional<int> parse_rounds(std::string_view text) {
  int rounds = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), rounds);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
  return whole && rounds >= 1 && rounds <= kRoundsMax ? std::optional(rounds) : std::nullopt;
}

// Nothing: they are not as kUsage says.
std::optional<Options> parse_options(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--json") {
      options.json = true;
    } else if (words[i] == "--rounds" && i + 1 < words.size()) {
      const std::optional<int> rounds = parse_rounds(words[++i]);
      if (!rounds) return std::nullopt;
      options.rounds = *rounds;
    } else if (!words[i].starts_with('-') && options.program.empty()) {
      options.program = words[i];
    } else {
      return std::nullopt;
    }
  }
  return options;
}

void run_rounds(const Sides& sides, int rounds, Measured& result) {
  // What is done once only, by either side, belongs to no round.
  sides.a();
  sides.b();
  for (int i = 0; i < rounds; ++i) {
    result.a.push_back(sides.a());
    result.b.push_back(sides.b());
  }
}

Measured measure(const Row& row, Setup setup, int rounds) {
  Measured result{.row = row, .a = {}, .b = {}, .cpus_of_others = 0, .failure = {}};
  const NoiseMeter noise;
  try {
    const testing::TempDir folder;
    setup.folder = folder.path();
    run_rounds(row.prepare(setup), rounds, result);
  } catch (const std::exception& failure) {
    result.failure = failure.what();
  }
  result.cpus_of_others = noise.cpus_of_others();
  return result;
}

int run(const Options& options) {
  const auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const Cpus cpus = choose_cpus();
  pin_thread(cpus.load);
  const Setup setup{
      .program = options.program.empty() ? folder / "bedrock-flows-local" : options.program,
      .bare_server = folder / "flows-bench-server",
      .folder = {},
      .cpus = cpus};
  std::vector<Measured> results;
  bool failed = false;
  for (const Row& row : rows()) {
    std::cerr << "flows-bench: " << row.name << std::endl;
    results.push_back(measure(row, setup, options.rounds));
    failed = failed || !results.back().failure.empty();
  }
  std::cout << (options.json ? as_json(results, cpus) : as_table(results, cpus));
  return failed ? 1 : 0;
}

}  // namespace
}  // namespace flows::bench

int main(int count, char** arguments) {
  const auto options = flows::bench::parse_options({arguments + 1, arguments + count});
  if (!options) {
    std::cerr << flows::bench::kUsage;
    return 2;
  }
  return flows::bench::run(*options);
}
