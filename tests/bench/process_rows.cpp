#include "bench/process_rows.h"

#include <elf.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <vector>

#include "bench/answer.h"
#include "bench/failure.h"
#include "bench/load.h"
#include "bench/program.h"
#include "bench/requests.h"

namespace flows::bench {
namespace {

constexpr int kStarts = 9;  // of one measurement

// A folder for a database of its own, as long as it lives.
class FreshFolder {
 public:
  explicit FreshFolder(const Setup& setup) : path_(setup.folder / "fresh") {
    std::filesystem::create_directory(path_);
  }
  ~FreshFolder() { std::filesystem::remove_all(path_); }
  FreshFolder(const FreshFolder&) = delete;
  FreshFolder& operator=(const FreshFolder&) = delete;

  [[nodiscard]] std::filesystem::path database() const { return path_ / "state.db"; }

 private:
  std::filesystem::path path_;
};

struct Side {
  std::filesystem::path program;
  std::vector<std::string> (*arguments)(const std::filesystem::path& database);
};

Side tested(const Setup& setup) { return {setup.program, program_arguments}; }

Side smallest(const Setup& setup) {
  return {setup.binaries / "flows-bench-server", [](const std::filesystem::path& database) {
            constexpr const char* kAnswerBytes = "300";  // about a health answer
            return std::vector<std::string>{kAnswerBytes, database};
          }};
}

void wait_until_it_answers(const ServerProcess& server) {
  constexpr int kNotYet = 503;
  std::string answer;
  do {
    answer = ask(server.port(), get_request("/_local/health"));
  } while (status_of(answer) == kNotYet);
  expect(kOk, answer);
}

// Milliseconds from the start of a process to its first answer that is not "not yet".
double start_once(const Setup& setup, const Side& side) {
  const FreshFolder folder(setup);
  const double start = now_seconds();
  const ServerProcess server(side.program, side.arguments(folder.database()), setup.cpus.server);
  wait_until_it_answers(server);
  return (now_seconds() - start) * 1000;
}

std::function<double()> median_start(const Setup& setup, const Side& side) {
  return [setup, side] {
    std::array<double, kStarts> times{};
    for (double& time : times) time = start_once(setup, side);
    std::nth_element(times.begin(), times.begin() + kStarts / 2, times.end());
    return times[kStarts / 2];
  };
}

std::function<double()> memory_after_one_answer(const Setup& setup, const Side& side) {
  return [setup, side] {
    const FreshFolder folder(setup);
    const ServerProcess server(side.program, side.arguments(folder.database()), setup.cpus.server);
    wait_until_it_answers(server);
    return static_cast<double>(resident_bytes(server.process())) / (1024 * 1024);
  };
}

template <class Part>
Part read_part(std::ifstream& file, std::uint64_t at) {
  Part part{};
  file.seekg(static_cast<std::streamoff>(at));
  file.read(reinterpret_cast<char*>(&part), sizeof part);
  if (!file) throw Failure("a program is no ELF file");
  return part;
}

// MiB of what is loaded: the file without symbols, whether or not it still has them.
double stripped_size(const std::filesystem::path& program) {
  std::ifstream file(program, std::ios::binary);
  const auto header = read_part<Elf64_Ehdr>(file, 0);
  std::uint64_t end = 0;
  for (std::uint64_t at = 0; at < header.e_phnum; ++at) {
    const auto segment = read_part<Elf64_Phdr>(file, header.e_phoff + at * header.e_phentsize);
    if (segment.p_type == PT_LOAD) end = std::max(end, segment.p_offset + segment.p_filesz);
  }
  return static_cast<double>(end) / (1024 * 1024);
}

}  // namespace

Sides prepare_start_time(const Setup& setup) {
  return {median_start(setup, tested(setup)), median_start(setup, smallest(setup))};
}

Sides prepare_idle_memory(const Setup& setup) {
  return {memory_after_one_answer(setup, tested(setup)),
          memory_after_one_answer(setup, smallest(setup))};
}

Sides prepare_binary_size(const Setup& setup) {
  return {[program = tested(setup).program] { return stripped_size(program); },
          [program = smallest(setup).program] { return stripped_size(program); }};
}

}  // namespace flows::bench
