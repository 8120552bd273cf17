#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/message.h"
#include "wire/service_model.h"

namespace flows::wire {

// Returns the response to a request that failed. The status and the members of the body come from
// the service's table; x-amzn-ErrorType contains the name of the exception. `fields` and
// `resource_name` are sent only if the exception has a member for them.
Response error_response(Service service, const base::Error& error);

// Returns the name of the exception in a response of error_response; "" for any other response. The
// name is valid as long as `response`.
std::string_view error_name_of(const Response& response);

// Returns the payload of an exception frame in the stream of InvokeFlow (see event_frame.h).
std::string exception_frame_payload(const base::Error& error);

}  // namespace flows::wire
