#include "bench/execution_rows.h"

#include <fmt/format.h>

#include "bench/bare_store.h"
#include "bench/failure.h"
#include "bench/load.h"
#include "bench/machine.h"
#include "bench/program.h"
#include "bench/requests.h"

namespace flows::bench {
namespace {

constexpr double kSeconds = 1;  // of one measurement under load
constexpr std::uint64_t kExecutionsOfAPart = 100'000;
constexpr int kParts = 4;

Load starts_of(const Server& program, int connections) {
  const std::string path = create_prepared_flow(program->port(), deciding_flow("deciding"));
  return {.port = program->port(),
          .connections = connections,
          .seconds = kSeconds,
          .status = kOk,
          .next_request = start_requests(path)};
}

// Executions per second, from the first request until the last has succeeded.
double rate_of_starts(const Server& program, const Load& load) {
  const double start = now_seconds();
  const LoadResult result = run_load(load, program->process());
  wait_until_none_runs(program);
  return static_cast<double>(result.answers) / (now_seconds() - start);
}

Sides starts_against_bare_store(const Setup& setup, int connections,
                                const std::string& synchronous) {
  const Server program = start_program(setup, {"--synchronous", synchronous});
  const Load load = starts_of(program, connections);
  const auto store = std::make_shared<BareStore>(setup.folder / "bare.db");
  return {[program, load] { return rate_of_starts(program, load); },
          [store, cpu = setup.cpus.server] {
            return measured_on(cpu, [&] { return store->write(kSeconds); });
          }};
}

// Executions per second of each part of the life of a database.
std::vector<double> rates_of_parts(const Setup& setup) {
  const std::filesystem::path folder = setup.folder / "parts";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  Setup fresh = setup;
  fresh.folder = folder;
  const Server program = start_program(fresh);
  Load load = starts_of(program, 32);
  load.seconds = 60;
  load.answers_max = kExecutionsOfAPart;
  std::vector<double> rates;
  for (int part = 0; part < kParts; ++part) rates.push_back(rate_of_starts(program, load));
  return rates;
}

}  // namespace

NextRequest start_requests(const std::string& flow_path) {
  static constexpr std::string_view kName = "00000000";
  std::string body(flow_input());
  body.insert(1, fmt::format(R"("flowExecutionName":"bench-{}",)", kName));
  std::string request = post_request(flow_path + "aliases/TSTALIASID/executions", body);
  const std::size_t name_at = request.find(kName, request.find("bench-"));
  return [request, name_at, number = std::uint32_t{0}](std::string_view) mutable {
    request.replace(name_at, kName.size(), fmt::format("{:08}", number++));
    return std::string_view(request);
  };
}

void wait_until_none_runs(const Server& program) {
  const std::string request = get_request("/_local/executions?status=Running&limit=1");
  while (body_of(expect(kOk, ask(program->port(), request))) != R"({"executions":[]})") {
    pause(0.001);
  }
}

Sides prepare_start_rate(const Setup& setup) {
  return starts_against_bare_store(setup, 32, "normal");
}

Sides prepare_start_rate_of_many(const Setup& setup) {
  return starts_against_bare_store(setup, 256, "normal");
}

Sides prepare_start_rate_synced(const Setup& setup) {
  return starts_against_bare_store(setup, 32, "full");
}

Sides prepare_fourth_executions(const Setup& setup) {
  const auto rates = std::make_shared<std::vector<double>>();
  return {[setup, rates] {
            *rates = rates_of_parts(setup);
            return rates->back();
          },
          [rates] { return rates->front(); }};
}

}  // namespace flows::bench
