#pragma once

#include "app/doctor.h"
#include "app/doctor_report.h"
#include "net/url.h"

namespace flows::app {

// Checks what a client needs besides an endpoint: the profile, credentials, a region.
void check_client(const net::AwsSettings& settings, DoctorReport& report);

// Warns if a variable for a proxy would catch calls to that endpoint.
void check_proxy(const net::Environment& environment, const net::Url& endpoint,
                 DoctorReport& report);

// Lists the flows at that endpoint as a client would, in each region that the settings name, and
// says where there are some if there are none. Requires an emulator that responds.
void check_flows(const net::AwsSettings& settings, const net::Url& endpoint,
                 const DoctorTools& tools, DoctorReport& report);

}  // namespace flows::app
