#include "bench/http_rows.h"

#include "bench/connection.h"
#include "bench/failure.h"
#include "bench/http2_connection.h"
#include "bench/load.h"
#include "bench/nginx.h"
#include "bench/program.h"
#include "bench/requests.h"

namespace flows::bench {
namespace {

constexpr int kConnections = 16;
constexpr int kIdleConnections = 1000;
constexpr int kStreams = 32;    // of one connection of HTTP/2
constexpr double kSeconds = 1;  // of one measurement under load

Load load_of(const Server& server, std::string request, int connections = kConnections) {
  return {.port = server->port(),
          .connections = connections,
          .seconds = kSeconds,
          .status = kOk,
          .next_request = always(std::move(request))};
}

// Requests answered in one second of the server's CPU time.
double per_cpu_second(const Server& server, const Load& load) {
  const LoadResult result = run_load(load, server->process());
  return static_cast<double>(result.answers) / result.cpu_seconds;
}

// The program's answers to `request` against nginx with a file of the same bytes.
Sides against_nginx(const Setup& setup, const Server& program, const std::string& request) {
  const std::string answer = expect(kOk, ask(program->port(), request));
  const Server nginx = start_nginx(setup, body_of(answer)).process;
  return {
      [program, load = load_of(program, request)] { return per_cpu_second(program, load); },
      [nginx, load = load_of(nginx, get_request("/file"))] { return per_cpu_second(nginx, load); }};
}

// The same over one connection of HTTP/2 with several streams.
double per_cpu_second_of_http2(const Server& server, std::uint16_t port,
                               const std::string& request) {
  const LoadResult result =
      run_http2_load({.port = port, .streams = kStreams, .seconds = kSeconds, .request = request},
                     server->process());
  return static_cast<double>(result.answers) / result.cpu_seconds;
}

Sides latency(const Setup& setup, double share) {
  const Server program = start_program(setup);
  const std::string request = get_request(create_flow(program->port(), large_flow("large")));
  const Server nginx =
      start_nginx(setup, body_of(expect(kOk, ask(program->port(), request)))).process;
  const auto measure = [share](const Server& server, const std::string& asked) {
    LoadResult result = run_load(load_of(server, asked, 1), server->process());
    return quantile(result.latencies, share) * 1e6;
  };
  return {[measure, program, request] { return measure(program, request); },
          [measure, nginx] { return measure(nginx, get_request("/file")); }};
}

// Of requests that come to an idle server, on one connection. A stall of the network would show in
// the mean.
double mean_time_to_first_byte(const std::function<double()>& ask_once) {
  constexpr int kRequests = 300;
  constexpr double kPauseSeconds = 0.001;
  double sum = 0;
  for (int i = 0; i < kRequests; ++i) {
    pause(kPauseSeconds);
    sum += ask_once();
  }
  return sum / kRequests * 1e6;
}

// Times requests over one connection of HTTP/1.1.
std::function<double()> first_bytes(const Server& server, const std::string& request) {
  return [server, request, connection = std::make_shared<Connection>(server->port())] {
    return mean_time_to_first_byte([&] { return connection->time_to_first_byte(request); });
  };
}

}  // namespace

Sides prepare_get_small_flow(const Setup& setup) {
  const Server program = start_program(setup);
  const std::string path = create_flow(program->port(), large_flow("large"));
  return against_nginx(setup, program, get_request(path));
}

Sides prepare_get_large_flow(const Setup& setup) {
  const Server program = start_program(setup);
  const std::string path = create_flow(program->port(), huge_flow("huge"));
  return against_nginx(setup, program, get_request(path));
}

Sides prepare_median_latency(const Setup& setup) { return latency(setup, 0.5); }
Sides prepare_tail_latency(const Setup& setup) { return latency(setup, 0.99); }

Sides prepare_invoke_flow(const Setup& setup) {
  const Server program = start_program(setup);
  const std::string path = create_prepared_flow(program->port(), small_flow("small"));
  const std::string request = invoke_request(path);
  const std::string stream = expect(kOk, ask(program->port(), request));
  if (stream.find("\"SUCCESS\"") == stream.npos) throw Failure("the flow failed: " + stream);
  return against_nginx(setup, program, request);
}

Sides prepare_first_byte(const Setup& setup) {
  const Server program = start_program(setup);
  const std::string path = create_prepared_flow(program->port(), small_flow("small"));
  const std::string answer = expect(kOk, ask(program->port(), invoke_request(path)));
  const auto bare = std::make_shared<ServerProcess>(setup.binaries / "flows-bench-server",
                                                    std::vector{std::to_string(answer.size())},
                                                    setup.cpus.server);
  return {first_bytes(program, invoke_request(path)), first_bytes(bare, get_request("/"))};
}

Sides prepare_get_flow_over_http2(const Setup& setup) {
  const Server program = start_program(setup);
  const std::string request = get_request(create_flow(program->port(), large_flow("large")));
  const Nginx nginx = start_nginx(setup, body_of(expect(kOk, ask(program->port(), request))));
  return {[program, request] { return per_cpu_second_of_http2(program, program->port(), request); },
          [nginx] {
            return per_cpu_second_of_http2(nginx.process, nginx.http2_port, get_request("/file"));
          }};
}

Sides prepare_first_byte_over_http2(const Setup& setup) {
  const Server program = start_program(setup);
  const std::string request =
      invoke_request(create_prepared_flow(program->port(), small_flow("small")));
  return {[program, request, connection = std::make_shared<Http2Connection>(program->port())] {
            return mean_time_to_first_byte([&] { return connection->time_to_head(request); });
          },
          first_bytes(program, request)};
}

Sides prepare_idle_connections(const Setup& setup) {
  const Server program = start_program(setup);
  const std::string path = create_flow(program->port(), large_flow("large"));
  const Load load = load_of(program, get_request(path));
  return {[program, load] {
            std::vector<std::unique_ptr<Connection>> idle;
            for (int i = 0; i < kIdleConnections; ++i) {
              idle.push_back(std::make_unique<Connection>(program->port()));
            }
            return per_cpu_second(program, load);
          },
          [program, load] { return per_cpu_second(program, load); }};
}

}  // namespace flows::bench
