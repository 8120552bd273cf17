#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "base/result.h"
#include "http/server_options.h"

namespace flows::http {

// Returns the context with which a server speaks TLS 1.2 or newer, and offers HTTP/2 and HTTP/1.1.
// Errors: kValidation, which names the file that cannot be used.
base::Result<std::shared_ptr<boost::asio::ssl::context>> make_server_tls(
    const CertificateFiles& files);

}  // namespace flows::http
