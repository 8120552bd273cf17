// flows-bench: how fast the program is, as ratios with goals. See README.md.
#include <algorithm>
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
    "usage: flows-bench [--rounds N] [--row TEXT] [--json] [--keep FOLDER] [--commit TEXT]\n"
    "                   [PROGRAM]\n"
    "  --rounds N  measurements of each side, 1 to 100 (default 5; spreads mean little below "
    "that)\n"
    "  --row TEXT  only rows whose names contain it\n"
    "  --json      the report as one JSON document\n"
    "  --keep FOLDER  write that document to a file there too, under date and commit\n"
    "  --commit TEXT  what is measured, for the document\n"
    "  PROGRAM     default: bedrock-flows-local in the folder of flows-bench\n";

struct Options {
  int rounds = 5;
  std::string row;
  bool json = false;
  std::filesystem::path results_folder;
  std::string commit = "unknown";
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
    } else if (words[i] == "--row" && i + 1 < words.size()) {
      options.row = words[++i];
    } else if (words[i] == "--keep" && i + 1 < words.size()) {
      options.results_folder = words[++i];
    } else if (words[i] == "--commit" && i + 1 < words.size()) {
      options.commit = words[++i];
    } else if (!words[i].starts_with('-') && options.program.empty()) {
      options.program = words[i];
    } else {
      return std::nullopt;
    }
  }
  return options;
}

void run_rounds(const Sides& sides, int rounds, Measured& measured) {
  const auto turn = [&](bool counted) {
    const double a = sides.a();
    if (counted) measured.a.push_back(a);
    const double b = sides.b();
    if (counted) measured.b.push_back(b);
  };
  // What is done once only, by either side, belongs to no round.
  if (measured.row.warm_up) turn(false);
  for (int i = 0; i < rounds; ++i) turn(true);
}

Measured measure(const Row& row, Setup setup, int rounds) {
  Measured measured{.row = row, .a = {}, .b = {}, .cpus_of_others = 0, .failure = {}};
  const NoiseMeter noise;
  try {
    const testing::TempDir folder;
    setup.folder = folder.path();
    run_rounds(row.prepare(setup), rounds, measured);
  } catch (const std::exception& failure) {
    measured.failure = failure.what();
  }
  measured.cpus_of_others = noise.cpus_of_others();
  return measured;
}

int run(const Options& options) {
  const auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const Cpus cpus = choose_cpus();
  pin_thread(cpus.load);
  const testing::TempDir shared;
  const Setup setup{
      .program = options.program.empty() ? folder / "bedrock-flows-local" : options.program,
      .binaries = folder,
      .folder = {},
      .shared = shared.path(),
      .cpus = cpus};
  std::vector<Measured> results;
  for (const Row& row : rows()) {
    if (row.name.find(options.row) == row.name.npos) continue;
    std::cerr << "flows-bench: " << row.name << std::endl;
    results.push_back(measure(row, setup, options.rounds));
  }
  if (results.empty()) {
    std::cerr << "flows-bench: no row has '" << options.row << "' in its name\n";
    return 2;
  }
  const Run about{.date = today(), .commit = options.commit, .cpus = cpus};
  if (!options.results_folder.empty()) {
    std::filesystem::create_directories(options.results_folder);
    const std::string name = about.date + "-" + about.commit + ".json";
    write_file(options.results_folder / name, as_json(results, about));
  }
  std::cout << (options.json ? as_json(results, about) : as_table(results, about));
  return std::ranges::all_of(results, meets_goal) ? 0 : 1;
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
