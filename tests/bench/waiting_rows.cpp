#include "bench/waiting_rows.h"

#include <unistd.h>

#include <algorithm>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/connection.h"
#include "bench/failure.h"
#include "bench/load.h"
#include "bench/program.h"
#include "bench/requests.h"

namespace flows::bench {
namespace {

constexpr std::size_t kFlows = 1000;
constexpr double kDelaySeconds = 0.5;  // of the model
constexpr std::string_view kSlowModel = R"({"models":[{"echo":true,"delayMs":500}]})";

double resident_kilobytes(pid_t process) {
  return static_cast<double>(resident_bytes(process)) / 1024;
}

// A server whose model is slow, and the connections of those who wait for it.
class SlowServer {
 public:
  explicit SlowServer(const Setup& setup) : program_(start_program(setup)) {
    const std::string put = put_request("/_local/backends", kSlowModel);
    expect(kOk, ask(program_->port(), put));
    const std::string path = create_prepared_flow(program_->port(), asking_flow("asking"));
    invoke_ = invoke_request(path);
    get_ = get_request(path);
    for (std::size_t at = 0; at < kFlows; ++at) {
      clients_.push_back(std::make_unique<Connection>(program_->port()));
    }
    expect(kOk, ask(program_->port(), get_));
  }

  // Calls `look` while all flows wait, and returns what it gives once all have been answered.
  template <class Look>
  double while_all_wait(Look look) {
    for (const auto& client : clients_) client->send(invoke_);
    const double seen = look();
    for (const auto& client : clients_) expect(kOk, std::string(client->receive_whole()));
    return seen;
  }

  // GetFlow on one connection.
  double tail_latency() const {
    LoadResult result = run_load({.port = program_->port(),
                                  .connections = 1,
                                  .seconds = kDelaySeconds / 2,
                                  .status = kOk,
                                  .next_request = always(get_)},
                                 program_->process());
    return quantile(result.latencies, 0.99) * 1e6;
  }

  // Flows that run now, as the server tells it.
  double running() const {
    const std::string answer = expect(
        kOk, ask(program_->port(), get_request("/_local/executions?status=Running&limit=1000")));
    constexpr std::string_view kOne = R"("status":"Running")";
    double count = 0;
    for (std::size_t at = answer.find(kOne); at != answer.npos; at = answer.find(kOne, at + 1)) {
      ++count;
    }
    return count;
  }

  double memory() const { return resident_kilobytes(program_->process()); }

 private:
  Server program_;
  std::string invoke_;
  std::string get_;
  std::vector<std::unique_ptr<Connection>> clients_;
};

// What each of as many threads takes that do nothing but wait, in this process.
double memory_of_waiting_threads() {
  std::latch begun(kFlows);
  std::latch over(1);
  const double before = resident_kilobytes(getpid());
  std::vector<std::jthread> threads;
  for (std::size_t at = 0; at < kFlows; ++at) {
    threads.emplace_back([&] {
      begun.count_down();
      over.wait();
    });
  }
  begun.wait();
  const double after = resident_kilobytes(getpid());
  over.count_down();
  return (after - before) / static_cast<double>(kFlows);
}

}  // namespace

Sides prepare_flows_in_flight(const Setup& setup) {
  return {[server = std::make_shared<SlowServer>(setup)] {
            return server->while_all_wait([&] {
              pause(kDelaySeconds / 2);
              return server->running();
            });
          },
          [] { return static_cast<double>(kFlows); }};
}

// A server of its own each time: memory that was used once is used again.
Sides prepare_memory_of_waiting_flows(const Setup& setup) {
  return {[setup] {
            Setup fresh = setup;
            fresh.folder = setup.folder / "fresh";
            std::filesystem::create_directory(fresh.folder);
            double result = 0;
            {
              SlowServer server(fresh);
              const double before = server.memory();
              result = server.while_all_wait([&] {
                pause(kDelaySeconds / 2);
                return (server.memory() - before) / static_cast<double>(kFlows);
              });
            }
            std::filesystem::remove_all(fresh.folder);
            return result;
          },
          memory_of_waiting_threads};
}

Sides prepare_latency_beside_waiting_flows(const Setup& setup) {
  const auto server = std::make_shared<SlowServer>(setup);
  return {[server] { return server->while_all_wait([&] { return server->tail_latency(); }); },
          [server] { return server->tail_latency(); }};
}

}  // namespace flows::bench
