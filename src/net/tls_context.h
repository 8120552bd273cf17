#pragma once

#include <boost/asio/ssl/context.hpp>
#include <filesystem>
#include <optional>

#include "base/result.h"

namespace flows::net {

// Returns a context that checks certificates with the authorities of `ca_file`, or with those of
// the system if it is not set. It requires at least TLS 1.2. Errors: kDependencyFailed; the message
// names the file that cannot be used.
base::Result<boost::asio::ssl::context> make_tls_context(
    const std::optional<std::filesystem::path>& ca_file);

}  // namespace flows::net
