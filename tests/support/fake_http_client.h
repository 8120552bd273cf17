#pragma once

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "net/http_client.h"

namespace flows::testing {

// Takes every response from a function, and stores the requests. Threads: any.
class FakeHttpClient : public net::HttpClient {
 public:
  using Responder = std::function<base::Result<wire::Response>(const net::HttpRequest&)>;

  explicit FakeHttpClient(Responder responder) : responder_(std::move(responder)) {}

  base::Result<wire::Response> fetch(const net::HttpRequest& request,
                                     const net::FetchOptions& options) override {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    auto response = responder_(request);
    if (!response || !options.read_body) return response;
    const std::string body = std::exchange(response->body, "");
    if (!body.empty()) options.read_body(*response, body);
    return response;
  }

  [[nodiscard]] std::vector<net::HttpRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  const Responder responder_;
  mutable std::mutex mutex_;
  std::vector<net::HttpRequest> requests_;
};

}  // namespace flows::testing
