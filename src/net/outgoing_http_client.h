#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/limits.h"
#include "net/http_client.h"
#include "net/resolver.h"

namespace flows::net {

struct OutgoingHttpOptions {
  // The authorities whose certificates are trusted, in PEM; the system's where it is not given.
  std::optional<std::filesystem::path> ca_file = {};
  Resolver::Lookup lookup = look_up;
  // Servers close what is idle too; one that does so while a request is on its way fails the call.
  std::chrono::milliseconds idle_lifetime = base::limits::kIdleConnectionLifetime;
};

// The client that goes out: HTTP/1.1 over TCP and TLS. A connection stays open for the next call
// to the same server, at most limits::kIdleConnectionsMax of them. A call that finds the connection
// closed takes a new one, unless it may have had an effect there. Variables that name a proxy are
// not looked at.
class OutgoingHttpClient : public HttpClient {
 public:
  explicit OutgoingHttpClient(OutgoingHttpOptions options = {});
  ~OutgoingHttpClient() override;  // no call may be under way

  base::Result<wire::Response> fetch(const HttpRequest& request,
                                     const FetchOptions& options) override;

 private:
  class Connections;
  std::unique_ptr<Connections> connections_;
};

}  // namespace flows::net
