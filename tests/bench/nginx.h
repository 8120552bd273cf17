#pragma once

#include <memory>
#include <string_view>

#include "bench/rows.h"
#include "bench/server_process.h"

namespace flows::bench {

// One nginx worker on the server's CPU that answers `GET /file` with `body`, out of a file, over
// connections that stay open. Throws Failure where nginx is not installed.
std::shared_ptr<ServerProcess> start_nginx(const Setup& setup, std::string_view body);

}  // namespace flows::bench
