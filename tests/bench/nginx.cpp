#include "bench/nginx.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "bench/failure.h"
#include "bench/machine.h"

namespace flows::bench {
namespace {

constexpr std::string_view kProgram = "/usr/sbin/nginx";

// One process without a master: what serves is what was started. Nothing is logged.
constexpr std::string_view kConfiguration = R"(daemon off;
master_process off;
error_log stderr crit;
pid {0}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  sendfile on;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  open_file_cache max=16;
  default_type application/json;
  client_body_temp_path {0}/body;
  proxy_temp_path {0}/proxy;
  fastcgi_temp_path {0}/fastcgi;
  uwsgi_temp_path {0}/uwsgi;
  scgi_temp_path {0}/scgi;
  server {{ listen 127.0.0.1:{1}; listen 127.0.0.1:{2} http2; root {0}; }}
}}
)";

}  // namespace

Nginx start_nginx(const Setup& setup, std::string_view body) {
  if (!std::filesystem::exists(kProgram)) {
    throw Failure("nginx is not installed; `./dev bench` does that");
  }
  const std::uint16_t port = free_port(), http2_port = free_port();
  const auto folder = setup.folder.string();
  write_file(setup.folder / "file", body);
  write_file(setup.folder / "nginx.conf", fmt::format(kConfiguration, folder, port, http2_port));
  auto process = std::make_shared<ServerProcess>(
      kProgram,
      std::vector<std::string>{"-p", folder, "-e", "stderr", "-c", folder + "/nginx.conf"},
      setup.cpus.server, port);
  return {.process = std::move(process), .http2_port = http2_port};
}

}  // namespace flows::bench
