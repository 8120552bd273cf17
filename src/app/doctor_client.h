#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "app/doctor.h"
#include "app/doctor_report.h"
#include "net/aws_profile.h"
#include "net/url.h"

namespace flows::app {

// An endpoint at which an emulator responds, and the file of authorities with which it is trusted;
// without one, those of the system.
struct HealthyEndpoint {
  net::Url url;
  std::optional<std::filesystem::path> trust = {};
};

// Returns the path under the base path of the endpoint.
net::Url below(net::Url endpoint, std::string_view path);

// Checks what a client needs besides an endpoint: the profile, credentials, a region.
void check_client(const net::AwsSettings& settings, const net::SharedFiles& files,
                  DoctorReport& report);

// Warns if a variable for a proxy would catch calls to that endpoint.
void check_proxy(const net::Environment& environment, const net::Url& endpoint,
                 DoctorReport& report);

// Lists the flows at that endpoint as a client would, in each region that the settings name, and
// says where there are some if there are none. Requires an emulator that responds.
void check_flows(const net::AwsSettings& settings, const net::SharedFiles& files,
                 const HealthyEndpoint& endpoint, const DoctorTools& tools, DoctorReport& report);

}  // namespace flows::app
