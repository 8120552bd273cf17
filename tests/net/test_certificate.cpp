#include "net/test_certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

#include "base/check.h"

namespace flows::net {
namespace {

template <class Write>
std::string to_pem(const Write& write) {
  const std::unique_ptr<BIO, decltype(&::BIO_free)> memory(::BIO_new(::BIO_s_mem()), &::BIO_free);
  CHECK(write(memory.get()) == 1, "PEM can be written to memory");
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

TestCertificate make_certificate(const std::string& names, std::chrono::seconds age,
                                 std::chrono::seconds lifetime) {
  const std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)> key(EVP_EC_gen("P-256"),
                                                                  &::EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&::X509_free)> certificate(::X509_new(), &::X509_free);
  X509* const x509 = certificate.get();
  CHECK(key && x509 != nullptr, "there is memory");
  ::X509_set_version(x509, X509_VERSION_3);
  ::ASN1_INTEGER_set(::X509_get_serialNumber(x509), 1);
  ::X509_gmtime_adj(::X509_getm_notBefore(x509), -static_cast<long>(age.count()));
  ::X509_gmtime_adj(::X509_getm_notAfter(x509), static_cast<long>((lifetime - age).count()));
  ::X509_set_pubkey(x509, key.get());
  X509_NAME* const name = ::X509_get_subject_name(x509);
  ::X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("flows test"), -1, -1, 0);
  ::X509_set_issuer_name(x509, name);
  X509_EXTENSION* const extension =
      ::X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
  CHECK(extension != nullptr, "these are names");
  ::X509_add_ext(x509, extension, -1);
  ::X509_EXTENSION_free(extension);
  CHECK(::X509_sign(x509, key.get(), ::EVP_sha256()) > 0, "it can be signed");
  return {.certificate = to_pem([&](BIO* out) { return ::PEM_write_bio_X509(out, x509); }),
          .key = to_pem([&](BIO* out) {
            return ::PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr,
                                              nullptr);
          })};
}

}  // namespace flows::net
