#include "http/server_tls.h"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <boost/system/error_code.hpp>
#include <string>
#include <string_view>

namespace flows::http {
namespace {

namespace ssl = boost::asio::ssl;

// The protocols of ALPN, the better one first; each begins with its length.
constexpr std::string_view kProtocols = "\x02h2\x08http/1.1";

int select_protocol(SSL* /*connection*/, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void* /*argument*/) {
  unsigned char* found = nullptr;
  const int result = SSL_select_next_proto(
      &found, chosen_size, reinterpret_cast<const unsigned char*>(kProtocols.data()),
      static_cast<unsigned int>(kProtocols.size()), offered, offered_size);
  *chosen = found;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

base::Error cannot_use(const std::filesystem::path& file, const boost::system::error_code& why) {
  return {base::ErrorCode::kValidation,
          fmt::format("Cannot use {} for TLS: {}.", file.string(), why.message())};
}

}  // namespace

base::Result<std::shared_ptr<ssl::context>> make_server_tls(const CertificateFiles& files) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                       ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  // OpenSSL would ask for the passphrase of a key on the terminal.
  context->set_password_callback(
      [](std::size_t, ssl::context::password_purpose) { return std::string(); });
  boost::system::error_code failure;
  context->use_certificate_chain_file(files.certificate.string(), failure);
  if (failure) return cannot_use(files.certificate, failure);
  context->use_private_key_file(files.key.string(), ssl::context::pem, failure);
  if (failure) return cannot_use(files.key, failure);
  SSL_CTX_set_alpn_select_cb(context->native_handle(), select_protocol, nullptr);
  return context;
}

}  // namespace flows::http
