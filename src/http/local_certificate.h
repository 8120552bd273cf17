#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/server_options.h"

namespace flows::http {

// A certificate for names of this computer, and the authority that signed it.
struct LocalCertificate {
  CertificateFiles files;
  std::filesystem::path authority;  // what clients have to trust, in PEM
};

// Returns the certificate in `folder`, and makes it where there is none for these names that is
// valid for another limits::kCertificateRenewedBefore. Each time, an authority of its own signs it
// and its key is then forgotten, so that trusting the authority means to trust this certificate.
// Only the user may read the key. `names` are DNS names or addresses. Errors: kValidation, if a
// name is none or the folder cannot be written.
base::Result<LocalCertificate> find_or_make_certificate(const std::filesystem::path& folder,
                                                        const std::vector<std::string>& names,
                                                        base::TimePoint now);

}  // namespace flows::http
