#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace flows::base {

// Keeps members in the order they came: a document leaves a flow as it entered it.
using Json = nlohmann::ordered_json;

// How a message says where a text is broken: requests by byte, files by line and column.
enum class TextPlace { kByte, kLineAndColumn };

// Parses one JSON text. A repeated member keeps its last value. Errors: kSerialization, whose
// message says where; text that nests deeper than limits::kJsonDepthMax is one of them. Linear in
// the size of the text. `subject` is what such a message calls the text.
Result<Json> parse_json(std::string_view text, std::string_view subject = "The request body",
                        TextPlace place = TextPlace::kByte);

// The value of a text that to_text made; another text is a bug of ours. It may nest deeper than
// what comes from outside, since it was wrapped inside.
Json parse_own_json(std::string_view text);

// Compact JSON text. Bytes that are not UTF-8 become U+FFFD, so this never fails.
std::string to_text(const Json& value);
// The same, appended to `out`: several times as fast as the library's own.
void append_json(std::string& out, const Json& value);

// The member `name` of an object; nullptr if `value` is no object or has none.
const Json* find_member(const Json& value, std::string_view name);

}  // namespace flows::base
