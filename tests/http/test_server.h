#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "http/server.h"
#include "support/fake_clock.h"
#include "support/sequential_ids.h"

namespace flows::http {

inline Route ready_with(wire::Response response, bool is_stream = false) {
  return ReadyRoute{.response = std::make_shared<const wire::Response>(std::move(response)),
                    .is_stream = is_stream};
}

inline Route respond_on(Pool pool, WholeHandler handler) {
  return WholeRoute{.pool = pool, .handler = std::move(handler)};
}

inline Route stream_with(StreamHandler handler) {
  return StreamRoute{.handler = std::move(handler)};
}

// A running server on a free port. Each target has its route, or a router of its own that runs on
// the I/O thread; "/echo" responds there with the body of the request.
class TestServer {
 public:
  explicit TestServer(std::map<std::string, Route> routes = {}, ServerOptions options = {},
                      Router router = {})
      : routes_(std::move(routes)),
        router_(std::move(router)),
        server_(
            std::move(options),
            [this](const wire::Request& request, const Exchange& exchange) {
              return find(request, exchange);
            },
            clock_, ids_) {
    if (!server_.listen()) throw std::runtime_error("the test server cannot listen");
    server_.start();
  }

  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  Server& server() { return server_; }

 private:
  [[nodiscard]] Route find(const wire::Request& request, const Exchange& exchange) const {
    if (request.target == "/echo") {
      wire::Response response;
      response.body = request.method + " " + request.body;
      return ready_with(std::move(response));
    }
    const auto found = routes_.find(request.target);
    if (found != routes_.end()) return found->second;
    if (router_) return router_(request, exchange);
    throw std::runtime_error("no route");
  }

  std::map<std::string, Route> routes_;
  Router router_;
  testing::FakeClock clock_;
  testing::SequentialIds ids_;
  Server server_;
};

}  // namespace flows::http
