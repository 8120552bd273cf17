#include "net/tls_context.h"

#include <fmt/format.h>

#include <array>
#include <boost/system/error_code.hpp>

namespace flows::net {
namespace {

namespace ssl = boost::asio::ssl;

// The files with the trusted authorities of several distributions. OpenSSL's built-in path is only
// that of the distribution on which this program was linked.
constexpr std::array kSystemBundles = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Alpine
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Amazon Linux, RHEL, Fedora
    "/etc/ssl/ca-bundle.pem",                             // SUSE
};

}  // namespace

base::Result<ssl::context> make_tls_context(const std::optional<std::filesystem::path>& ca_file) {
  ssl::context context(ssl::context::tls_client);
  context.set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                      ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  context.set_verify_mode(ssl::verify_peer);
  boost::system::error_code failure;
  if (ca_file) {
    context.load_verify_file(ca_file->string(), failure);
    if (!failure) return context;
    return base::Error{base::ErrorCode::kDependencyFailed,
                       fmt::format("the authorities of {} cannot be read: {}", ca_file->string(),
                                   failure.message())};
  }
  // This also reads SSL_CERT_FILE and SSL_CERT_DIR.
  context.set_default_verify_paths(failure);
  for (const char* bundle : kSystemBundles) {
    std::error_code ignored;
    if (std::filesystem::exists(bundle, ignored)) context.load_verify_file(bundle, failure);
  }
  return context;
}

}  // namespace flows::net
