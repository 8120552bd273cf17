#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

// The encoder of application/vnd.amazon.eventstream. Each call returns the bytes of one whole
// message, in one buffer into which the payload is copied once.
//
// Requires  names under 64 KiB and payloads under 2 GiB; values that enter a stream are far
//           smaller, see base/limits.h.
namespace flows::wire {

// Encodes an event, e.g. encode_event("flowCompletionEvent", R"({"completionReason":"SUCCESS"})").
std::string encode_event(std::string_view event_type, std::string_view json_payload);

// Encodes an exception that ends the stream, e.g. encode_exception("validationException",
// R"({"message":"bad"})").
std::string encode_exception(std::string_view exception_type, std::string_view json_payload);

// Returns the name of an exception as the stream uses it, beginning in lower case.
std::string exception_member_name(base::ErrorCode code);

}  // namespace flows::wire
