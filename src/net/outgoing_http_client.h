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
  // The authorities whose certificates are trusted, in PEM; the system's if it is not set.
  std::optional<std::filesystem::path> ca_file = {};
  Resolver::Lookup lookup = look_up;
  // Servers close idle connections, too; one closed while a request is on its way fails the call.
  std::chrono::milliseconds idle_lifetime = base::limits::kIdleConnectionLifetime;
};

// The real client: HTTP/1.1 over TCP and TLS. Connections remain open for the next call to the same
// server, at most limits::kIdleConnectionsMax of them. A call that finds its connection closed
// opens a new one, unless the request may already have had an effect on the server. Variables that
// name a proxy are ignored.
class OutgoingHttpClient : public HttpClient {
 public:
  explicit OutgoingHttpClient(OutgoingHttpOptions options = {});
  ~OutgoingHttpClient() override;  // no call may be running

  base::Result<wire::Response> fetch(const HttpRequest& request,
                                     const FetchOptions& options) override;

 private:
  class Connections;
  std::unique_ptr<Connections> connections_;
};

}  // namespace flows::net
