#pragma once

#include <string_view>

#include "base/json.h"

// JSON that the program has written and stored, where other hands may have changed it since. Both
// functions are linear in the size of the text. Threads: any.
namespace flows::base {

enum class JsonKind { kAny, kArray, kObject };

// Whether `text` is one JSON value of that kind in UTF-8 that nests no deeper than what the program
// writes. Holds for no text that parse_stored_json refuses.
bool is_json(std::string_view text, JsonKind kind = JsonKind::kAny);

// The value of a stored text. It may nest deeper than what comes from outside, since it was wrapped
// inside. Errors: kInternalServer, where it is not JSON.
Result<Json> parse_stored_json(std::string_view text);

}  // namespace flows::base
