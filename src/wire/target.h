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

// A request target, split into its parts and decoded.
struct Target {
  std::vector<std::string> segments;  // of the path; "/flows/a%2Fb/" has two: "flows", "a/b"
  std::vector<QueryPair> query;       // in the order they came; no "=" means an empty value
};

// Splits the target of a request ("/path?query", or the absolute form with scheme and host). The
// path is split before each segment is decoded once; in the query `+` is a space. One trailing
// slash is dropped.
//
// Errors    kSerialization: a bad percent escape, bytes that are not UTF-8, or a target that does
//           not begin with a slash. kRequestTooLarge: more than limits::kPathSegmentsMax segments
//           or limits::kQueryPairsMax pairs.
base::Result<Target> parse_target(std::string_view raw);

// Returns the path of a request target, still encoded and without the query.
std::string_view raw_path(std::string_view raw);

// Returns a part of a request (a method, a path, a header) for people to read: cut to
// limits::kShownBytesMax, and with everything percent-encoded that could end a line, command a
// terminal or look like another word.
std::string shown(std::string_view part);

// Joins the segments of ARNs in labels, which some proxies break apart because they decode %2F.
// This is done after a first segment "flows", "prompts" or "tags", and after "aliases" and
// "executions" anywhere. Other paths are returned unchanged.
std::vector<std::string> join_arn_segments(std::vector<std::string> segments);

}  // namespace flows::wire
