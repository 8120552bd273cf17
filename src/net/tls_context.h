#pragma once

#include <boost/asio/ssl/context.hpp>
#include <filesystem>
#include <optional>

#include "base/result.h"

namespace flows::net {

// What certificates are checked with: the authorities of `ca_file`, or of the system where it is
// not given. TLS 1.2 at least. Errors: kDependencyFailed, naming the file that cannot be used.
base::Result<boost::asio::ssl::context> make_tls_context(
    const std::optional<std::filesystem::path>& ca_file);

}  // namespace flows::net
