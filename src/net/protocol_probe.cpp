#include "net/protocol_probe.h"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "net/connection.h"
#include "net/resolver.h"
#include "net/tls_context.h"
#include "net/waiting.h"

namespace flows::net {
namespace {

using base::Result;
using namespace std::string_view_literals;

// How a client begins that knows that the server speaks HTTP/2 (RFC 9113, 3.4): the preface and an
// empty frame of SETTINGS, to which the server's own SETTINGS are the response.
constexpr std::string_view kHttp2Start = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"sv;
constexpr std::size_t kFrameHeadBytes = 9;
constexpr std::size_t kFrameType = 3;  // where it stands in the head
constexpr char kSettings = 4;

Result<boost::asio::ssl::context> make_probing_context() {
  constexpr std::array<unsigned char, 12> kOffered = {2,   'h', '2', 8,   'h', 't',
                                                      't', 'p', '/', '1', '.', '1'};
  ASSIGN_OR_RETURN(auto context, make_tls_context(std::nullopt));
  context.set_verify_mode(boost::asio::ssl::verify_none);
  // It returns 0 for success, and fails only without memory; nothing is agreed on then.
  SSL_CTX_set_alpn_protos(context.native_handle(), kOffered.data(), kOffered.size());
  return context;
}

Result<bool> probe(const Url& url, const Waiting& waiting) {
  std::optional<boost::asio::ssl::context> tls;
  if (url.is_https) {
    ASSIGN_OR_RETURN(auto made, make_probing_context());
    tls.emplace(std::move(made));
  }
  Resolver resolver;
  ASSIGN_OR_RETURN(const Addresses addresses, resolver.resolve(url.host, waiting));
  Connection connection(tls ? &*tls : nullptr);
  RETURN_IF_ERROR(connection.open(url.host, url.port, addresses, waiting));
  if (tls) return connection.agreed_protocol() == "h2";
  const auto head = connection.exchange_bytes(kHttp2Start, kFrameHeadBytes, waiting);
  return head && head->size() == kFrameHeadBytes && (*head)[kFrameType] == kSettings;
}

}  // namespace

Result<bool> speaks_http2(const Url& url, std::chrono::milliseconds timeout) {
  const auto found = probe(url, Waiting(timeout, {}));
  if (found) return *found;
  return base::Error{found.error().code, fmt::format("No response from {}:{}: {}.", url.host,
                                                     url.port, found.error().message)};
}

}  // namespace flows::net
