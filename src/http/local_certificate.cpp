#include "http/local_certificate.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <system_error>
#include <utility>

#include "base/limits.h"
#include "base/text/ascii.h"

namespace flows::http {
namespace {

namespace fs = std::filesystem;
namespace limits = base::limits;
using base::Error;
using base::ErrorCode;
using base::Result;

template <auto kFree>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

constexpr const char* kAuthorityName = "bedrock-flows-local authority";
constexpr const char* kServerName = "bedrock-flows-local";
constexpr int kSerialBytes = 16;

std::time_t to_time(base::TimePoint time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

bool is_address(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return inet_pton(AF_INET, name.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1;
}

bool is_dns_name(const std::string& name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return base::is_alphanumeric(c) || c == '-' || c == '.' || c == '*' || c == '_';
  });
}

// Returns the names as OpenSSL reads them: "DNS:localhost,IP:127.0.0.1".
Result<std::string> alternative_names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!is_address(name) && !is_dns_name(name)) {
      return Error{
          ErrorCode::kValidation,
          fmt::format("'{}' is no name or address that a certificate can be made for.", name)};
    }
    text += fmt::format("{}{}:{}", text.empty() ? "" : ",", is_address(name) ? "IP" : "DNS", name);
  }
  return text;
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  CHECK(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1,
        "OpenSSL knows the extension");
}

// A certificate without extensions and signature.
Certificate begin_certificate(EVP_PKEY* key, const char* subject, const char* issuer,
                              base::TimePoint now) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  std::array<unsigned char, kSerialBytes> serial{};
  RAND_bytes(serial.data(), kSerialBytes);
  serial[0] &= 0x7F;  // serial numbers are positive
  BIGNUM* const number = BN_bin2bn(serial.data(), kSerialBytes, nullptr);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.get()));
  BN_free(number);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), to_time(now - limits::kClockSkewMax));
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), to_time(now + limits::kCertificateLifetime));
  X509_set_pubkey(certificate.get(), key);
  const auto name_it = [](X509_NAME* name, const char* text) {
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(text), -1, -1, 0);
  };
  name_it(X509_get_subject_name(certificate.get()), subject);
  name_it(X509_get_issuer_name(certificate.get()), issuer);
  return certificate;
}

void sign(X509* certificate, EVP_PKEY* key) {
  CHECK(X509_sign(certificate, key, EVP_sha256()) > 0, "OpenSSL signs with a key that it made");
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  return text_of(bio.get());
}

std::string pem_of(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(bio.get());
}

struct Made {
  std::string authority;
  std::string certificate;
  std::string key;
};

Made make_certificate(const std::string& names, base::TimePoint now) {
  const Key authority_key(EVP_EC_gen("P-256"));
  const Key key(EVP_EC_gen("P-256"));
  CHECK(authority_key != nullptr && key != nullptr, "OpenSSL makes keys");
  const Certificate authority =
      begin_certificate(authority_key.get(), kAuthorityName, kAuthorityName, now);
  add_extension(authority.get(), authority.get(), NID_basic_constraints,
                "critical,CA:TRUE,pathlen:0");
  add_extension(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign");
  add_extension(authority.get(), authority.get(), NID_subject_key_identifier, "hash");
  sign(authority.get(), authority_key.get());
  const Certificate server = begin_certificate(key.get(), kServerName, kAuthorityName, now);
  add_extension(server.get(), authority.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(server.get(), authority.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(server.get(), authority.get(), NID_ext_key_usage, "serverAuth");
  add_extension(server.get(), authority.get(), NID_subject_alt_name, names);
  add_extension(server.get(), authority.get(), NID_authority_key_identifier, "keyid");
  sign(server.get(), authority_key.get());
  return {.authority = pem_of(authority.get()),
          .certificate = pem_of(server.get()),
          .key = pem_of(key.get())};
}

Error cannot_write(const fs::path& file, int why) {
  return {ErrorCode::kValidation,
          fmt::format("Cannot write {}: {}.", file.string(), std::generic_category().message(why))};
}

// Writes the file beside its place and moves it there, so that nobody reads half of it.
Result<void> write_file(const fs::path& file, const std::string& text, mode_t mode) {
  const fs::path part = file.string() + ".new";
  ::unlink(part.c_str());
  const int number = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (number < 0) return cannot_write(part, errno);
  const bool written =
      ::write(number, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int why = errno;
  ::close(number);
  if (!written) return cannot_write(part, why);
  if (::rename(part.c_str(), file.c_str()) != 0) return cannot_write(file, errno);
  return {};
}

Certificate read_certificate(const fs::path& file) {
  const Bio bio(BIO_new_file(file.c_str(), "r"));
  return Certificate(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
}

Key read_key(const fs::path& file) {
  const Bio bio(BIO_new_file(file.c_str(), "r"));
  return Key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr) : nullptr);
}

// Held by the one process that makes a certificate in a folder.
class FolderLock {
 public:
  explicit FolderLock(const fs::path& folder)
      : number_(::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (number_ >= 0) ::flock(number_, LOCK_EX);
  }
  ~FolderLock() {
    if (number_ >= 0) ::close(number_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int number_;
};

// Returns whether the certificate is for that name.
bool is_for(X509* certificate, const std::string& name) {
  return is_address(name) ? X509_check_ip_asc(certificate, name.c_str(), 0) == 1
                          : X509_check_host(certificate, name.data(), name.size(), 0, nullptr) == 1;
}

bool is_usable(const LocalCertificate& found, const std::vector<std::string>& names,
               base::TimePoint now) {
  const Certificate certificate = read_certificate(found.files.certificate);
  const Certificate authority = read_certificate(found.authority);
  const Key key = read_key(found.files.key);
  // A process that was killed may have replaced only some of the files.
  const bool fit = certificate && authority && key &&
                   X509_check_private_key(certificate.get(), key.get()) == 1 &&
                   X509_verify(certificate.get(), X509_get0_pubkey(authority.get())) == 1;
  ERR_clear_error();
  if (!fit) return false;
  std::time_t needed = to_time(now + limits::kCertificateRenewedBefore);
  std::time_t begun = to_time(now);
  return X509_cmp_time(X509_get0_notAfter(certificate.get()), &needed) > 0 &&
         X509_cmp_time(X509_get0_notBefore(certificate.get()), &begun) < 0 &&
         std::ranges::all_of(names,
                             [&](const auto& name) { return is_for(certificate.get(), name); });
}

}  // namespace

Result<LocalCertificate> find_or_make_certificate(const fs::path& folder,
                                                  const std::vector<std::string>& names,
                                                  base::TimePoint now) {
  LocalCertificate found{
      .files = {.certificate = folder / "certificate.pem", .key = folder / "key.pem"},
      .authority = folder / "authority.pem"};
  ASSIGN_OR_RETURN(const std::string listed, alternative_names(names));
  if (is_usable(found, names, now)) return found;
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) return cannot_write(folder, failure.value());
  const FolderLock lock(folder);
  if (is_usable(found, names, now)) return found;
  constexpr mode_t kForAll = 0644;
  constexpr mode_t kForUser = 0600;
  const Made made = make_certificate(listed, now);
  RETURN_IF_ERROR(write_file(found.files.key, made.key, kForUser));
  RETURN_IF_ERROR(write_file(found.files.certificate, made.certificate, kForAll));
  RETURN_IF_ERROR(write_file(found.authority, made.authority, kForAll));
  return found;
}

}  // namespace flows::http
