#include "bench/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "bench/answer.h"
#include "bench/bare_writer.h"
#include "bench/failure.h"
#include "bench/load.h"
#include "bench/requests.h"
#include "bench/server_process.h"
#include "bench/validation.h"

namespace flows::bench {
namespace {

constexpr int kConnections = 16;
constexpr double kSeconds = 1;  // of one measurement under load
constexpr int kStarts = 9;      // of one measurement of starts
constexpr int kOk = 200, kCreated = 201, kAccepted = 202;
constexpr std::uint64_t kFlowsPerAccount = 100;  // AWS's quota

using Server = std::shared_ptr<ServerProcess>;

std::vector<std::string> program_arguments(const std::filesystem::path& database) {
  return {"serve", "--port", "0", "--log-level", "warn", "--db", database};
}

Server start_program(const Setup& setup) {
  return std::make_shared<ServerProcess>(
      setup.program, program_arguments(setup.folder / "state.db"), setup.cpus.server);
}

Server start_bare_server(const Setup& setup, std::size_t answer_bytes) {
  return std::make_shared<ServerProcess>(
      setup.bare_server, std::vector{std::to_string(answer_bytes)}, setup.cpus.server);
}

std::string expect(int status, const std::string& answer) {
  if (status_of(answer) == status) return answer;
  throw Failure(fmt::format("expected status {}, got: {}", status, answer));
}

// A string member of the JSON object in an answer.
std::string member(const std::string& answer, std::string_view name) {
  const auto body = base::parse_json(std::string_view(answer).substr(answer.find("\r\n\r\n") + 4));
  const base::Json* const found = body ? base::find_member(*body, name) : nullptr;
  if (found == nullptr || !found->is_string()) {
    throw Failure(fmt::format("an answer has no {}: {}", name, answer));
  }
  return found->get<std::string>();
}

// Creates a flow and returns its path.
std::string create_flow(std::uint16_t port, const std::string& body) {
  const std::string answer = expect(kCreated, ask(port, post_request("/flows/", body)));
  return "/flows/" + member(answer, "id") + "/";
}

void prepare_flow(std::uint16_t port, const std::string& path) {
  constexpr int kLooksMax = 10'000;  // it may go on after its answer
  expect(kAccepted, ask(port, post_request(path, "")));
  for (int i = 0; i < kLooksMax; ++i) {
    const std::string answer = expect(kOk, ask(port, get_request(path)));
    if (member(answer, "status") == "Prepared") return;
  }
  throw Failure("the flow does not become Prepared");
}

Load load_of(std::uint16_t port, std::string request) {
  return {port, kConnections, kSeconds, kOk, [request = std::move(request)] { return request; }};
}

// Measures the requests that a server answers in one second of its CPU time.
std::function<double()> per_cpu_second(const Server& server, const std::string& request) {
  return [server, load = load_of(server->port(), request)] {
    const LoadResult result = run_load(load, server->process());
    return static_cast<double>(result.answers) / result.cpu_seconds;
  };
}

// The same request to the program and to a bare server whose answers are as long as the program's.
Sides same_load(const Setup& setup, const Server& program, const std::string& request) {
  const std::string answer = expect(kOk, ask(program->port(), request));
  return {per_cpu_second(program, request),
          per_cpu_second(start_bare_server(setup, answer.size()), request)};
}

Sides prepare_get_flow(const Setup& setup) {
  const Server program = start_program(setup);
  const std::string path = create_flow(program->port(), large_flow("large"));
  return same_load(setup, program, get_request(path));
}

Sides prepare_invoke_flow(const Setup& setup) {
  const Server program = start_program(setup);
  const std::string path = create_flow(program->port(), small_flow("small"));
  prepare_flow(program->port(), path);
  const std::string request = post_request(path + "aliases/TSTALIASID", flow_input());
  const std::string stream = expect(kOk, ask(program->port(), request));
  if (stream.find("\"SUCCESS\"") == stream.npos) throw Failure("the flow failed: " + stream);
  return same_load(setup, program, request);
}

// Milliseconds from the start of a process to its first answer that is not "not yet".
double start_once(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                  int cpu) {
  constexpr int kNotYet = 503;
  const double start = now_seconds();
  const ServerProcess server(program, arguments, cpu);
  std::string answer;
  do {
    answer = ask(server.port(), get_request("/_local/health"));
  } while (status_of(answer) == kNotYet);
  const double passed = now_seconds() - start;
  expect(kOk, answer);
  return passed * 1000;
}

template <class Start>
double median_of_starts(Start start) {
  std::array<double, kStarts> times{};
  for (double& time : times) time = start();
  std::nth_element(times.begin(), times.begin() + kStarts / 2, times.end());
  return times[kStarts / 2];
}

Sides prepare_start(const Setup& setup) {
  constexpr std::string_view kAnswerBytes = "300";  // about a health answer
  const auto program = [setup] {
    return median_of_starts([&] {
      const std::filesystem::path fresh = setup.folder / "fresh";
      std::filesystem::create_directory(fresh);
      const double time =
          start_once(setup.program, program_arguments(fresh / "state.db"), setup.cpus.server);
      std::filesystem::remove_all(fresh);
      return time;
    });
  };
  const auto bare = [setup, kAnswerBytes] {
    return median_of_starts([&] {
      return start_once(setup.bare_server, {std::string(kAnswerBytes)}, setup.cpus.server);
    });
  };
  return {program, bare};
}

constexpr std::string_view kFirstName = "00000000";

// CreateFlow requests: each flow has a name of its own, accounts change before they are full. The
// body is built once, so that the load is not slower than the program.
std::function<std::string()> create_flow_requests() {
  constexpr std::uint64_t kFirstAccount = 200000000000;
  std::string body = small_flow(kFirstName);
  const std::size_t name_at = body.find(kFirstName);
  return [body, name_at, number = std::uint64_t{0}]() mutable {
    body.replace(name_at, kFirstName.size(), fmt::format("{:08}", number));
    return post_request("/flows/", body, kFirstAccount + number++ / kFlowsPerAccount);
  };
}

Sides prepare_create_flow(const Setup& setup) {
  const Server program = start_program(setup);
  const Load load{program->port(), kConnections, kSeconds, kCreated, create_flow_requests()};
  const auto writer =
      std::make_shared<BareWriter>(setup.folder / "bare.db", small_flow(kFirstName));
  return {[program, load] {
            const LoadResult result = run_load(load, program->process());
            return static_cast<double>(result.answers) / result.seconds;
          },
          [writer, cpu = setup.cpus.server] { return writer->write(kSeconds, cpu); }};
}

constexpr std::string_view kPerCpu = "requests/server-CPU-second";

constexpr std::array kRows{
    Row{"GetFlow, 3 KB, 16 connections", "program", "bare server", kPerCpu, "higher",
        prepare_get_flow},
    Row{"InvokeFlow, Input to Output, 16 connections", "program", "bare server", kPerCpu, "higher",
        prepare_invoke_flow},
    Row{"Start to first answer, fresh database", "program", "bare server", "ms", "lower",
        prepare_start},
    Row{"CreateFlow, 16 connections", "program", "bare SQLite writer", "writes/s", "higher",
        prepare_create_flow},
    Row{"Validation, 40 nodes and 100 connections", "findings", "parse of the text", "us", "lower",
        prepare_validation},
    Row{"Validation, per 40 nodes", "of 4,000 nodes", "of 40", "us", "lower",
        prepare_validation_growth},
};

}  // namespace

std::span<const Row> rows() { return kRows; }

}  // namespace flows::bench
