#include "bench/code_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "bench/connection.h"
#include "bench/failure.h"
#include "bench/load.h"
#include "bench/program.h"
#include "bench/requests.h"

namespace flows::bench {
namespace {

constexpr int kRuns = 100;  // of one measurement of round trips
// Between them; one run at a time is asked for, not one after the other.
constexpr double kPauseSeconds = 0.01;
constexpr double kSeconds = 1;  // of one measurement of a rate
constexpr int kConnections = 8;

// Reads lines and answers each with the value of its code, on a socket: in the same process, or in
// a fork of it for each line. Its first line says where it listens.
constexpr std::string_view kWarmWorker = R"(
import os, socket, sys
def value(code):
    scope = {'x': 41}
    exec(compile(code, 'code', 'exec'), scope)
    return scope['y']
def answer(stream, code):
    text = str(value(code)).encode()
    stream.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s' % (len(text), text))
def serve(stream, forks):
    while stream.recv(65536):
        if not forks:
            answer(stream, 'y = x + 1')
            continue
        child = os.fork()
        if child == 0:
            answer(stream, 'y = x + 1')
            os._exit(0)
        os.waitpid(child, 0)
server = socket.create_server(('127.0.0.1', 0))
print('listening on :%d' % server.getsockname()[1], flush=True)
while True:
    stream = server.accept()[0]
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    serve(stream, sys.argv[1] == 'forks')
)";

Server start_python(const Setup& setup, const std::string& mode) {
  return std::make_shared<ServerProcess>(
      "/usr/bin/python3", std::vector<std::string>{"-c", std::string(kWarmWorker), mode},
      setup.cpus.server);
}

std::string invoke_code(const Server& program) {
  const std::string path = create_prepared_flow(program->port(), code_flow("code"));
  std::string request = invoke_request(path);
  const std::string stream = expect(kOk, ask(program->port(), request));
  if (stream.find("\"SUCCESS\"") == stream.npos) throw Failure("the flow failed: " + stream);
  return request;
}

double median_round_trip(Connection& connection, const std::string& request) {
  std::vector<float> times;
  for (int run = 0; run < kRuns; ++run) {
    pause(kPauseSeconds);
    const double start = now_seconds();
    connection.send(request);
    expect(kOk, std::string(connection.receive_whole()));
    times.push_back(static_cast<float>(now_seconds() - start));
  }
  return quantile(times, 0.5) * 1e6;
}

double rate(const Server& server, const std::string& request, int connections) {
  const LoadResult result = run_load({.port = server->port(),
                                      .connections = connections,
                                      .seconds = kSeconds,
                                      .status = kOk,
                                      .next_request = always(request)},
                                     server->process());
  return static_cast<double>(result.answers) / result.seconds;
}

}  // namespace

Sides prepare_code_latency(const Setup& setup) {
  const Server program = start_program(setup), worker = start_python(setup, "stays");
  const auto side = [](const Server& server, const std::string& request) {
    return [server, request, connection = std::make_shared<Connection>(server->port())] {
      return median_round_trip(*connection, request);
    };
  };
  return {side(program, invoke_code(program)), side(worker, get_request("/"))};
}

// The parent that forks has one connection: it does one thing after the other anyway.
Sides prepare_code_rate(const Setup& setup) {
  const Server program = start_program(setup), parent = start_python(setup, "forks");
  return {
      [program, request = invoke_code(program)] { return rate(program, request, kConnections); },
      [parent] { return rate(parent, get_request("/"), 1); }};
}

}  // namespace flows::bench
