#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

// The encoder of application/vnd.amazon.eventstream. One call gives the bytes of one whole message,
// in one buffer into which the payload is copied once.
//
// Requires  names under 64 KiB, and payloads under 2 GiB; values that enter a stream are far below,
//           see base/limits.h.
namespace flows::wire {

// An event, e.g. encode_event("flowCompletionEvent", R"({"completionReason":"SUCCESS"})").
std::string encode_event(std::string_view event_type, std::string_view json_payload);

// An exception that ends the stream, e.g. encode_exception("validationException",
// R"({"message":"bad"})").
std::string encode_exception(std::string_view exception_type, std::string_view json_payload);

// How the stream names an exception: its name, beginning in lower case.
std::string exception_member_name(base::ErrorCode code);

}  // namespace flows::wire
