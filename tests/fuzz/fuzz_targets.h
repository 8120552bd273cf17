#pragma once

#include <string_view>

// What is fuzzed: functions over arbitrary bytes that end normally, whatever the bytes are. A
// broken promise is a BugError.
namespace flows::fuzz {

// A definition: from JSON text through the constraints of the API to findings and, where there is
// no error, to a flow that can be run.
void check_definition(std::string_view bytes);

}  // namespace flows::fuzz
