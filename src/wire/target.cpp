#include "wire/target.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/limits.h"
#include "base/text/ascii.h"
#include "base/text/percent.h"
#include "base/text/utf8.h"

namespace flows::wire {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
namespace limits = base::limits;

enum class Plus { kLiteral, kSpace };

Result<std::string> decode(std::string_view text, Plus plus) {
  const auto is_plain = [](char c) {
    return base::is_alphanumeric(c) || c == '-' || c == '_' || c == ':' || c == '.';
  };
  if (std::ranges::all_of(text, is_plain)) return std::string(text);  // as nearly all are
  std::string spaced(text);
  if (plus == Plus::kSpace) std::ranges::replace(spaced, '+', ' ');
  auto decoded = base::percent_decode(spaced);
  if (!decoded) {
    return Error{ErrorCode::kSerialization, "The URI has a percent sign without two digits"};
  }
  if (!base::is_utf8(*decoded)) return Error{ErrorCode::kSerialization, "The URI is not UTF-8"};
  return *std::move(decoded);
}

Result<std::vector<std::string>> parse_path(std::string_view path) {
  std::vector<std::string> segments;
  path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.empty()) return segments;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (segments.size() == limits::kPathSegmentsMax) {
      return Error{ErrorCode::kRequestTooLarge, "The path of the URI has too many segments"};
    }
    ASSIGN_OR_RETURN(auto segment, decode(path.substr(begin, end - begin), Plus::kLiteral));
    segments.push_back(std::move(segment));
    begin = end + 1;
  }
  return segments;
}

Result<std::vector<QueryPair>> parse_query(std::string_view query) {
  std::vector<QueryPair> pairs;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.empty()) continue;
    if (pairs.size() == limits::kQueryPairsMax) {
      return Error{ErrorCode::kRequestTooLarge, "The query of the URI has too many parameters"};
    }
    const std::size_t equals = std::min(pair.find('='), pair.size());
    ASSIGN_OR_RETURN(auto name, decode(pair.substr(0, equals), Plus::kSpace));
    ASSIGN_OR_RETURN(auto value,
                     decode(pair.substr(std::min(equals + 1, pair.size())), Plus::kSpace));
    pairs.push_back({std::move(name), std::move(value)});
  }
  return pairs;
}

// "http://host/path" and "/path" mean the same; HTTP requires servers to accept both.
std::string_view without_origin(std::string_view raw) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!raw.starts_with(scheme)) continue;
    raw.remove_prefix(scheme.size());
    raw.remove_prefix(std::min(raw.find_first_of("/?"), raw.size()));
    return raw;
  }
  return raw;
}

// The segments that follow "arn:...:flow" or "arn:...:prompt" in an ARN broken at its slashes. An
// empty one matches any text.
using Pieces = std::span<const std::string_view>;
constexpr std::array<std::string_view, 1> kResource = {""};
constexpr std::array<std::string_view, 3> kAlias = {"", "alias", ""};
constexpr std::array<std::string_view, 5> kExecution = {"", "alias", "", "execution", ""};

struct BrokenArn {
  std::string_view keyword;     // the segment before the ARN
  bool front_only;              // `keyword` must be the first segment of the path
  std::string_view first_ends;  // the end of the ARN's first segment
  Pieces pieces;
};

constexpr BrokenArn kBrokenArns[] = {
    {"flows", true, ":flow", kResource},
    {"prompts", true, ":prompt", kResource},
    {"aliases", false, ":flow", kAlias},
    {"executions", false, ":flow", kExecution},
};

// Returns how many segments of `rest` belong to one broken ARN; 1 if there is none.
std::size_t arn_length(const BrokenArn& arn, std::span<const std::string> rest) {
  if (rest.size() <= arn.pieces.size() || !rest[0].starts_with("arn:") ||
      !rest[0].ends_with(arn.first_ends)) {
    return 1;
  }
  for (std::size_t i = 0; i < arn.pieces.size(); ++i) {
    if (!arn.pieces[i].empty() && arn.pieces[i] != rest[i + 1]) return 1;
  }
  return arn.pieces.size() + 1;
}

std::size_t arn_length_after(std::string_view keyword, bool front,
                             std::span<const std::string> rest) {
  if (keyword == "tags" && front && rest[0].starts_with("arn:")) return rest.size();
  for (const BrokenArn& arn : kBrokenArns) {
    if (arn.keyword == keyword && (front || !arn.front_only)) return arn_length(arn, rest);
  }
  return 1;
}

}  // namespace

std::string_view raw_path(std::string_view raw) {
  raw = without_origin(raw);
  return raw.substr(0, raw.find('?'));
}

Result<Target> parse_target(std::string_view raw) {
  raw = without_origin(raw);
  const std::string_view path = raw_path(raw);
  const std::string_view query = raw.substr(std::min(path.size() + 1, raw.size()));
  if (!path.starts_with('/')) {
    return Error{ErrorCode::kSerialization, "The URI does not begin with a slash"};
  }
  ASSIGN_OR_RETURN(auto segments, parse_path(path));
  ASSIGN_OR_RETURN(auto pairs, parse_query(query));
  return Target{std::move(segments), std::move(pairs)};
}

std::string shown(std::string_view part) {
  const std::string text =
      base::percent_encode(part.substr(0, limits::kShownBytesMax), "/:%+@,;=!$&()*");
  return part.size() > limits::kShownBytesMax ? text + "…" : text;
}

std::vector<std::string> join_arn_segments(std::vector<std::string> segments) {
  const auto begins_arn = [](const std::string& segment) { return segment.starts_with("arn:"); };
  if (std::ranges::none_of(segments, begins_arn)) return segments;
  std::vector<std::string> joined;
  std::size_t next = 0;
  while (next < segments.size()) {
    std::size_t length = 1;
    if (next > 0) {
      length = arn_length_after(joined.back(), next == 1, std::span(segments).subspan(next));
    }
    std::string segment = std::move(segments[next]);
    for (std::size_t i = 1; i < length; ++i) segment += "/" + segments[next + i];
    joined.push_back(std::move(segment));
    next += length;
  }
  return joined;
}

}  // namespace flows::wire
