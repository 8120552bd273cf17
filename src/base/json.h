#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace flows::base {

// A JSON value whose objects preserve the order of their members, so that a document leaves a flow
// as it entered it.
using Json = nlohmann::ordered_json;

// How a message gives the place where a text is malformed: requests by byte, files by line and
// column.
enum class TextPlace { kByte, kLineAndColumn };

// Parses one JSON text. Of a repeated member, the last value counts. `subject` is the name of the
// text in error messages. Takes time linear in the size of the text. Errors: kSerialization if the
// text is malformed, with the place in the message, or if it nests deeper than
// limits::kJsonDepthMax.
Result<Json> parse_json(std::string_view text, std::string_view subject = "The request body",
                        TextPlace place = TextPlace::kByte);

// Returns compact JSON text. Bytes that are not UTF-8 become U+FFFD, so this never fails.
std::string to_text(const Json& value);
// Appends the same text to `out`. This is several times as fast as the library's own function.
void append_json(std::string& out, const Json& value);

// Returns the member `name` of an object, or nullptr if `value` is not an object or has no such
// member.
const Json* find_member(const Json& value, std::string_view name);

}  // namespace flows::base
