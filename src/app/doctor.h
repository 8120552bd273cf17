#pragma once

#include <iosfwd>

#include "net/aws_credentials.h"
#include "net/http_client.h"

namespace flows::app {

// Writes to `out` which servers a client with that environment would reach, and what is wrong with
// the environment. Calls the endpoints with `client`. Returns the exit code: 0 if both services are
// a healthy emulator, else 1.
int run_doctor(const net::Environment& environment, net::HttpClient& client, std::ostream& out);

}  // namespace flows::app
