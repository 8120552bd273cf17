#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <string>

#include "net/outgoing_http_client.h"
#include "net/test_certificate.h"
#include "support/local_server.h"
#include "support/temp_dir.h"

namespace flows::net {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::LocalServer;
using testing::Peer;
using namespace std::chrono_literals;

// Shakes hands as a server with that certificate, then responds to each request.
class TlsScript {
 public:
  explicit TlsScript(const TestCertificate& made)
      : context_(::SSL_CTX_new(::TLS_server_method()), &::SSL_CTX_free) {
    const auto memory = [](const std::string& pem) {
      return std::unique_ptr<BIO, decltype(&::BIO_free)>(
          ::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &::BIO_free);
    };
    const std::unique_ptr<X509, decltype(&::X509_free)> certificate(
        ::PEM_read_bio_X509(memory(made.certificate).get(), nullptr, nullptr, nullptr),
        &::X509_free);
    const std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)> key(
        ::PEM_read_bio_PrivateKey(memory(made.key).get(), nullptr, nullptr, nullptr),
        &::EVP_PKEY_free);
    ::SSL_CTX_use_certificate(context_.get(), certificate.get());
    ::SSL_CTX_use_PrivateKey(context_.get(), key.get());
  }

  void operator()(Peer& peer) const {
    const std::unique_ptr<SSL, decltype(&::SSL_free)> ssl(::SSL_new(context_.get()), &::SSL_free);
    ::SSL_set_fd(ssl.get(), peer.socket());
    if (::SSL_accept(ssl.get()) != 1) return;
    char bytes[4096];
    constexpr std::string_view kTlsHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    while (::SSL_read(ssl.get(), bytes, sizeof bytes) > 0) {
      ::SSL_write(ssl.get(), kTlsHello.data(), static_cast<int>(kTlsHello.size()));
    }
  }

 private:
  std::shared_ptr<SSL_CTX> context_;
};

class Tls : public ::testing::Test {
 protected:
  // OpenSSL's writes to a client that has left would end the program otherwise.
  Tls() { ::signal(SIGPIPE, SIG_IGN); }

  std::filesystem::path file_with(const std::string& text) {
    const auto file = folder_.file("authorities.pem");
    std::ofstream(file) << text;
    return file;
  }

  // Fetches from a server that has `certificate`, trusting `trusted`: the body, or what is wrong.
  std::string fetch(const TestCertificate& certificate, const std::string& host,
                    const std::optional<std::filesystem::path>& trusted) {
    const LocalServer server{TlsScript(certificate)};
    OutgoingHttpClient client({.ca_file = trusted});
    return body_or_fault(client, fmt::format("https://{}:{}/", host, server.port()));
  }

  static std::string body_or_fault(OutgoingHttpClient& client, const std::string& url,
                                   const FetchOptions& options = {}) {
    const auto response = client.fetch({.url = parse_url(url).value()}, options);
    return response ? response->body : response.error().message;
  }

  testing::TempDir folder_;
};

TEST_F(Tls, CarriesACallToWhomItTrusts) {
  const auto certificate = make_certificate("DNS:localhost,IP:127.0.0.1");
  const auto trusted = file_with(certificate.certificate);
  EXPECT_EQ(fetch(certificate, "127.0.0.1", trusted), "hello");
  EXPECT_EQ(fetch(certificate, "localhost", trusted), "hello");
}

TEST_F(Tls, CarriesOneCallAfterTheOther) {
  const auto certificate = make_certificate("IP:127.0.0.1");
  const LocalServer server{TlsScript(certificate)};
  OutgoingHttpClient client({.ca_file = file_with(certificate.certificate)});
  const std::string url = fmt::format("https://127.0.0.1:{}/", server.port());
  for (int time = 0; time < 3; ++time) EXPECT_EQ(body_or_fault(client, url), "hello");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Tls, TrustsNoStranger) {
  const auto certificate = make_certificate("IP:127.0.0.1");
  EXPECT_THAT(fetch(certificate, "127.0.0.1", std::nullopt),
              HasSubstr("its certificate is not trusted: self-signed certificate"));
  const auto other = make_certificate("IP:127.0.0.1");
  EXPECT_THAT(fetch(certificate, "127.0.0.1", file_with(other.certificate)),
              HasSubstr("its certificate is not trusted: "));
}

TEST_F(Tls, WantsTheCertificateOfThatVeryHost) {
  const auto certificate = make_certificate("DNS:other.example,IP:127.0.0.2");
  const auto trusted = file_with(certificate.certificate);
  EXPECT_THAT(fetch(certificate, "localhost", trusted), EndsWith("trusted: hostname mismatch."));
  EXPECT_THAT(fetch(certificate, "127.0.0.1", trusted), EndsWith("trusted: IP address mismatch."));
}

TEST_F(Tls, WantsACertificateOfToday) {
  const auto certificate = make_certificate("IP:127.0.0.1", 48h, 24h);
  EXPECT_THAT(fetch(certificate, "127.0.0.1", file_with(certificate.certificate)),
              EndsWith("trusted: certificate has expired."));
}

TEST_F(Tls, NamesTheFileOfAuthoritiesThatCannotBeRead) {
  const auto certificate = make_certificate("IP:127.0.0.1");
  EXPECT_THAT(fetch(certificate, "127.0.0.1", folder_.file("missing.pem")),
              HasSubstr("missing.pem cannot be read"));
}

TEST_F(Tls, IsNotSpokenByEverybody) {
  const LocalServer plain([](Peer& peer) { peer.send("HTTP/1.1 400 Bad Request\r\n\r\n"); });
  OutgoingHttpClient client;
  const std::string url = fmt::format("https://127.0.0.1:{}/", plain.port());
  EXPECT_THAT(body_or_fault(client, url), HasSubstr("No response from 127.0.0.1:"));
}

TEST_F(Tls, HasNoEndlessHandshake) {
  const LocalServer silent([](Peer& peer) { peer.wait_until_left(); });
  OutgoingHttpClient client;
  const std::string url = fmt::format("https://127.0.0.1:{}/", silent.port());
  EXPECT_THAT(body_or_fault(client, url, {.timeout = 50ms}), EndsWith("longer than 50 ms."));
}

}  // namespace
}  // namespace flows::net
