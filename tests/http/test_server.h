#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include "http/server.h"
#include "support/fake_clock.h"
#include "support/sequential_ids.h"

namespace flows::http {

inline Route answer_on(wire::RunsOn runs_on, AnswerHandler handler) {
  Route route;
  route.runs_on = runs_on;
  route.answer = std::move(handler);
  return route;
}

inline Route stream_on(wire::RunsOn runs_on, StreamHandler handler) {
  Route route;
  route.runs_on = runs_on;
  route.stream = std::move(handler);
  return route;
}

inline Route stream_with(StreamHandler handler) {
  return stream_on(wire::RunsOn::kFlowPool, std::move(handler));
}

// A running server on a free port. Each target has its route; "/echo" answers with the request's
// body on the I/O thread.
class TestServer {
 public:
  explicit TestServer(std::map<std::string, Route> routes = {}, ServerOptions options = {})
      : routes_(std::move(routes)),
        server_(
            std::move(options),
            [this](const wire::Request& request, const wire::Exchange&) { return find(request); },
            clock_, ids_) {
    routes_.emplace("/echo", answer_on(wire::RunsOn::kIoThread, echo));
    if (!server_.listen()) throw std::runtime_error("the test server cannot listen");
    server_.start();
  }

  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  Server& server() { return server_; }

 private:
  static wire::Response echo(const wire::Request& request, const wire::Exchange&) {
    wire::Response response;
    response.body = request.method + " " + request.body;
    return response;
  }

  [[nodiscard]] Route find(const wire::Request& request) const {
    const auto found = routes_.find(request.target);
    if (found == routes_.end()) throw std::runtime_error("no route");
    return found->second;
  }

  std::map<std::string, Route> routes_;
  testing::FakeClock clock_;
  testing::SequentialIds ids_;
  Server server_;
};

}  // namespace flows::http
