#pragma once

#include <chrono>
#include <string>

namespace flows::net {

// A certificate that signs itself, and its key, both in PEM.
struct TestCertificate {
  std::string certificate;
  std::string key;
};

// `names`: as OpenSSL's subjectAltName has them, e.g. "DNS:localhost,IP:127.0.0.1". `age` and
// `lifetime`: how long ago it began, and for how long from there it is valid.
TestCertificate make_certificate(const std::string& names,
                                 std::chrono::seconds age = std::chrono::hours(1),
                                 std::chrono::seconds lifetime = std::chrono::hours(24));

}  // namespace flows::net
