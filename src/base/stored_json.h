#pragma once

#include <string_view>

#include "base/json.h"

// Functions for JSON that the program has written and stored and that other programs may have
// changed since. Both take time linear in the size of the text. Threads: any.
namespace flows::base {

enum class JsonKind { kArray, kObject };

// Checks whether `text` is one JSON value of that kind in UTF-8 and nests no deeper than what the
// program writes. Accepts no text that parse_stored_json rejects.
bool is_json(std::string_view text, JsonKind kind);

// Parses a stored text. It may nest deeper than a text from outside, because the program wraps
// such texts in larger ones. Errors: kInternalServer if it is not JSON.
Result<Json> parse_stored_json(std::string_view text);

}  // namespace flows::base
