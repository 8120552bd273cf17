#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/limits.h"
#include "http/browser_guard.h"
#include "http/route.h"

namespace flows::http {

// A certificate with the chain that leads to its authority, and its key, both in PEM.
struct CertificateFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

// How a server listens, and its limits. The limits are those of base/limits.h unless a test or a
// flag sets them.
struct ServerOptions {
  std::string host = "127.0.0.1";  // an address, or a name that resolves to one
  std::uint16_t port = 0;          // 0 means any free port
  std::size_t api_threads = 2;
  std::size_t api_queue_max = base::limits::kApiQueueMax;
  std::size_t flow_threads_max = base::limits::kRunningFlowsMax;
  std::chrono::milliseconds request_timeout = base::limits::kRequestTimeout;
  std::chrono::milliseconds idle_timeout = base::limits::kIdleTimeout;
  std::chrono::milliseconds write_timeout = base::limits::kWriteTimeout;
  std::chrono::milliseconds end_timeout = base::limits::kConnectionEndTimeout;
  std::chrono::milliseconds shutdown_grace = base::limits::kShutdownGrace;
  std::size_t connections_max = base::limits::kConnectionsMax;
  std::size_t body_bytes_max = base::limits::kBodyBytesMax;
  std::size_t header_bytes_max = base::limits::kHeaderBytesMax;
  std::size_t frame_queue_bytes_max = base::limits::kFrameQueueBytesMax;
  std::optional<CertificateFiles> tls = {};  // if set, clients may begin TLS on the same port
  BrowserRules browsers = {};                // --allow-host and --cors-origin
  RefusalHandler on_refusal = {};            // may be absent
  // The server calls it on the I/O thread about once a second, between requests; it must not block.
  // An exception that it throws is logged.
  std::function<void()> on_tick = {};
};

}  // namespace flows::http
