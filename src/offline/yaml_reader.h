#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace flows::offline {

// Parses one YAML document, which must be UTF-8. A plain scalar becomes null, a boolean or a number
// if it is empty, `~`, `null`, `true` or `false` (also as `True` or `TRUE`) or a number of JSON.
// All others are text, for example dates, `yes` and `010`. Aliases are replaced by copies. Local
// tags become functions of templates: `!Ref x` is {"Ref": "x"}, `!Condition x` is {"Condition":
// "x"}, any other `!Name x` is {"Fn::Name": x}, and the text of `!GetAtt a.b` is split. Errors:
// kValidation, "<subject>: line …, column …: …", also for a document that nests deeper than
// limits::kJsonDepthMax, grows beyond limits::kYamlExpandedBytesMax, repeats a member, merges maps,
// or is followed by another document.
base::Result<base::Json> parse_yaml(std::string_view text, std::string_view subject);

}  // namespace flows::offline
