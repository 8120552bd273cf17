#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/message.h"
#include "wire/service_model.h"

namespace flows::wire {

// The response to a request that failed: the status and the members of the body come from the
// service's table, and x-amzn-ErrorType has the name of the exception. `fields` and `resource_name`
// are sent only where the exception has a member for them.
Response error_response(Service service, const base::Error& error);

// The name of the exception in such a response; "" in any other. It is valid as long as `response`.
std::string_view error_name_of(const Response& response);

// The payload of an exception frame in the stream of InvokeFlow (see event_frame.h).
std::string exception_frame_payload(const base::Error& error);

}  // namespace flows::wire
