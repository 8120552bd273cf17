#pragma once

#include <exception>
#include <string_view>

#include "base/result.h"
#include "wire/message.h"

namespace flows::http {

// Returns the response for `error`, in AWS's form.
wire::Response error_response(const base::Error& error);

// Returns the response to a request for which a pool has no room.
wire::Response throttled_response();

// Returns the response to a fault below AWS's protocol, for which AWS has no exception. Its body is
// {"message": …}.
wire::Response plain_response(int status, std::string_view message);

// Logs a response, without the query of its request.
void log_response(const wire::Request& request, int status, std::string_view request_id);

// The request boundary: logs what a handler threw, with the id of the request, and returns a 500
// that gives the client no details.
wire::Response exception_response(std::exception_ptr thrown, std::string_view request_id);

}  // namespace flows::http
