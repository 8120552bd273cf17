#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/message.h"
#include "wire/service_model.h"

namespace flows::wire {

// The answer to a request that failed: status and body members from the service's table, the bare
// exception name in x-amzn-ErrorType. `fields` and `resource_name` are sent only where the
// exception has a member for them.
Response error_response(Service service, const base::Error& error);

// The name of the exception in such an answer, "" in any other. Valid as long as the response is.
std::string_view error_name_of(const Response& response);

// The payload of an exception frame in the stream of InvokeFlow (see event_frame.h).
std::string exception_frame_payload(const base::Error& error);

}  // namespace flows::wire
