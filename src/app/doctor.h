#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>

#include "net/aws_settings.h"
#include "net/http_client.h"

namespace flows::app {

// How `doctor` reaches servers. Tests replace it.
struct DoctorTools {
  // Sends a request. The authorities of `ca_file` are trusted, or those of the system.
  std::function<base::Result<wire::Response>(const net::HttpRequest& request,
                                             const std::optional<std::filesystem::path>& ca_file)>
      fetch;
  std::function<base::Result<bool>(const net::Url& url)> speaks_http2;  // net::speaks_http2
};

DoctorTools doctor_tools();

// What `doctor` checks: all that a client needs, or only whether both endpoints are healthy, which
// leaves no call in the server's journal and log.
enum class DoctorScope { kClient, kHealth };

// Writes to `out` which servers a client with those settings would reach, and what is wrong with
// the settings. With `DoctorScope::kHealth` it sends nothing but health checks. Returns the exit
// code: 0 if both services are a healthy emulator that a client may call, else 1. What only some
// clients would stumble over is a warning and does not count.
int run_doctor(const net::AwsSettings& settings, const DoctorTools& tools, DoctorScope scope,
               std::ostream& out);

}  // namespace flows::app
