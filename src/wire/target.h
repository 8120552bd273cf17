#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace flows::wire {

struct QueryPair {
  std::string name;
  std::string value;

  friend bool operator==(const QueryPair&, const QueryPair&) = default;
};

// A request target, taken apart and decoded.
struct Target {
  std::vector<std::string> segments;  // of the path; "/flows/a%2Fb/" has two: "flows", "a/b"
  std::vector<QueryPair> query;       // in the order they came; no "=" means an empty value
};

// Splits the target of a request ("/path?query", or the absolute form with scheme and host). The
// path is split first and each segment decoded once; in the query `+` is a space. One trailing
// slash is dropped.
//
// Errors    kSerialization: a bad percent escape, bytes that are not UTF-8, or a target that does
//           not begin with a slash. kRequestTooLarge: more than limits::kPathSegmentsMax segments
//           or limits::kQueryPairsMax pairs.
base::Result<Target> parse_target(std::string_view raw);

// The path of a request target, still encoded and without the query.
std::string_view raw_path(std::string_view raw);

// Some proxies decode %2F on the way, which breaks an ARN in a label into several segments. Joins
// them again after "flows", "prompts" and "tags" in front, and after "aliases" and "executions"
// anywhere. Other paths stay as they are.
std::vector<std::string> join_arn_segments(std::vector<std::string> segments);

}  // namespace flows::wire
