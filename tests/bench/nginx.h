#pragma once

#include <memory>
#include <string_view>

#include "bench/rows.h"
#include "bench/server_process.h"

namespace flows::bench {

struct Nginx {
  std::shared_ptr<ServerProcess> process;  // its port speaks HTTP/1.1
  std::uint16_t http2_port = 0;            // speaks HTTP/2 with prior knowledge
};

// One nginx worker on the server's CPU that answers `GET /file` with `body`, out of a file, over
// connections that stay open. Throws Failure where nginx is not installed.
Nginx start_nginx(const Setup& setup, std::string_view body);

}  // namespace flows::bench
