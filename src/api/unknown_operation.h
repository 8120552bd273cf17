#pragma once

#include "base/result.h"
#include "wire/message.h"

namespace flows::api {

// Returns the error for a request that calls no operation: its message names method and path and,
// if the request looks like one to another service of AWS, that service and what to do. What it
// quotes of the request is short and free of control characters. Threads: any; takes microseconds.
base::Error unknown_operation(const wire::Request& request);

}  // namespace flows::api
