#include "net/outgoing_http_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <list>
#include <mutex>
#include <utility>

#include "base/clock.h"
#include "base/limits.h"
#include "base/text/ascii.h"
#include "net/connection.h"
#include "net/tls_context.h"
#include "net/waiting.h"

namespace flows::net {
namespace {

namespace limits = base::limits;
using base::Error;
using base::ErrorCode;
using base::Result;

Error at(const Url& url, const Error& error) {
  return {ErrorCode::kDependencyFailed,
          fmt::format("No response from {}:{}: {}.", url.host, url.port, error.message)};
}

// Checks for a token of RFC 9110, the syntax of methods and of header names.
bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return base::is_alphanumeric(c) || kMarks.find(c) != kMarks.npos;
  });
}

// A line break in a value could forge another header or a request.
bool is_header_value(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
  });
}

Result<void> check(const HttpRequest& request) {
  if (!is_token(request.method)) {
    return Error{ErrorCode::kValidation, fmt::format("'{}' is no HTTP method", request.method)};
  }
  for (const wire::Header& header : request.headers) {
    if (!is_token(header.name)) {
      return Error{ErrorCode::kValidation, fmt::format("'{}' is no name of a header", header.name)};
    }
    if (!is_header_value(header.value)) {
      return Error{ErrorCode::kValidation,
                   fmt::format("The value of the header {} has a control character", header.name)};
    }
  }
  return {};
}

// Checks whether sending a request twice has the same effect as sending it once (RFC 9110, 9.2.2).
bool is_idempotent(std::string_view method) {
  constexpr std::array<std::string_view, 6> kMethods = {"GET",    "HEAD",    "PUT",
                                                        "DELETE", "OPTIONS", "TRACE"};
  return std::ranges::find(kMethods, method) != kMethods.end();
}

bool same_server(const Url& a, const Url& b) {
  return a.is_https == b.is_https && a.host == b.host && a.port == b.port;
}

}  // namespace

// The open connections that wait for their next call, the most recently used one first. Threads:
// any.
class OutgoingHttpClient::Connections {
 public:
  explicit Connections(OutgoingHttpOptions options)
      : options_(std::move(options)), resolver_(options_.lookup) {}

  // Returns an open connection to that server; nullptr if there is none.
  std::unique_ptr<Connection> take(const Url& url) {
    const std::lock_guard lock(mutex_);
    std::erase_if(idle_, [this](const Idle& one) {
      return one.since.elapsed() > options_.idle_lifetime || !one.connection->is_reusable();
    });
    const auto found =
        std::ranges::find_if(idle_, [&](const Idle& one) { return same_server(one.url, url); });
    if (found == idle_.end()) return nullptr;
    auto connection = std::move(found->connection);
    idle_.erase(found);
    return connection;
  }

  void give_back(const Url& url, std::unique_ptr<Connection> connection) {
    if (!connection->is_reusable()) return;
    const std::lock_guard lock(mutex_);
    idle_.push_front({url, std::move(connection), {}});
    if (idle_.size() > limits::kIdleConnectionsMax) idle_.pop_back();
  }

  Result<std::unique_ptr<Connection>> open(const Url& url, const Waiting& waiting) {
    boost::asio::ssl::context* tls = nullptr;
    if (url.is_https) {
      ASSIGN_OR_RETURN(tls, tls_context());
    }
    ASSIGN_OR_RETURN(const Addresses addresses, resolver_.resolve(url.host, waiting));
    auto connection = std::make_unique<Connection>(tls);
    RETURN_IF_ERROR(connection->open(url.host, url.port, addresses, waiting));
    return connection;
  }

 private:
  struct Idle {
    Url url;
    std::unique_ptr<Connection> connection;
    base::Stopwatch since;
  };

  // Made for the first call that needs it, because reading the system's authorities takes
  // milliseconds.
  Result<boost::asio::ssl::context*> tls_context() {
    const std::lock_guard lock(mutex_);
    if (!tls_) {
      ASSIGN_OR_RETURN(auto made, make_tls_context(options_.ca_file));
      tls_.emplace(std::move(made));
    }
    return &*tls_;
  }

  const OutgoingHttpOptions options_;
  Resolver resolver_;
  std::mutex mutex_;
  std::optional<boost::asio::ssl::context> tls_;
  std::list<Idle> idle_;
};

OutgoingHttpClient::OutgoingHttpClient(OutgoingHttpOptions options)
    : connections_(std::make_unique<Connections>(std::move(options))) {}

OutgoingHttpClient::~OutgoingHttpClient() = default;

Result<wire::Response> OutgoingHttpClient::fetch(const HttpRequest& request,
                                                 const FetchOptions& options) {
  RETURN_IF_ERROR(check(request));
  const Waiting waiting(options.timeout, options.stop);
  auto connection = connections_->take(request.url);
  std::optional<Result<wire::Response>> response;
  if (connection != nullptr) {
    response = connection->exchange(request, options, waiting);
    const bool again = connection->ended_unheard() && is_idempotent(request.method);
    if (!*response && again) connection = nullptr;
  }
  if (connection == nullptr) {
    auto opened = connections_->open(request.url, waiting);
    if (!opened) return at(request.url, opened.error());
    connection = *std::move(opened);
    response = connection->exchange(request, options, waiting);
  }
  if (!*response) return at(request.url, response->error());
  connections_->give_back(request.url, std::move(connection));
  return *std::move(response);
}

}  // namespace flows::net
