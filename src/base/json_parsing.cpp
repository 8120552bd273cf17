// Boost's parser reads the text and JsonBuilder builds the tree, because nlohmann's own parser
// takes three times as long.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/check.h"
#include "base/json.h"
#include "base/json_builder.h"
#include "base/limits.h"
#include "base/stored_json.h"

namespace flows::base {
namespace {

// `position` counts bytes from 0.
std::string name_place(std::string_view text, std::size_t position, TextPlace place) {
  if (place == TextPlace::kByte) return fmt::format("byte {}", position + 1);
  const std::string_view before = text.substr(0, position);
  const std::size_t line_start = before.rfind('\n') + 1;  // 0 if there is no line break
  return fmt::format("line {}, column {}", std::count(before.begin(), before.end(), '\n') + 1,
                     before.size() - line_start + 1);
}

// Describes the fault at a place. The result is ASCII, since a malformed text may contain any
// bytes.
std::string name_fault(std::string_view text, std::size_t position,
                       const boost::json::error_code& error) {
  if (error == boost::json::error::incomplete || position >= text.size()) {
    return "the text ends too early";
  }
  if (error == boost::json::error::exponent_overflow) return "the number is too large";
  if (error == boost::json::error::syntax || error == boost::json::error::extra_data) {
    const char byte = text[position];
    return byte > ' ' && byte < '\x7f'
               ? fmt::format("unexpected '{}'", byte)
               : fmt::format("unexpected byte 0x{:02x}", static_cast<unsigned char>(byte));
  }
  return error.message();
}

// The handler whose functions Boost's parser calls for one JSON text. This one accepts everything
// and stores nothing. A function that returns false has set `error`.
class ValidatingHandler {
 protected:
  using ErrorCode = boost::json::error_code;
  using Text = boost::json::string_view;

 public:
  // The names are Boost's. NOLINTBEGIN(readability-identifier-naming)
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;
  // NOLINTEND(readability-identifier-naming)

  bool on_document_begin(ErrorCode& /*error*/) { return true; }
  bool on_document_end(ErrorCode& /*error*/) { return true; }
  bool on_object_begin(ErrorCode& /*error*/) { return true; }
  bool on_object_end(std::size_t /*count*/, ErrorCode& /*error*/) { return true; }
  bool on_array_begin(ErrorCode& /*error*/) { return true; }
  bool on_array_end(std::size_t /*count*/, ErrorCode& /*error*/) { return true; }
  bool on_key_part(Text /*part*/, std::size_t /*size*/, ErrorCode& /*error*/) { return true; }
  bool on_key(Text /*part*/, std::size_t /*size*/, ErrorCode& /*error*/) { return true; }
  bool on_string_part(Text /*part*/, std::size_t /*size*/, ErrorCode& /*error*/) { return true; }
  bool on_string(Text /*part*/, std::size_t /*size*/, ErrorCode& /*error*/) { return true; }
  bool on_number_part(Text /*part*/, ErrorCode& /*error*/) { return true; }
  bool on_int64(std::int64_t /*value*/, Text /*text*/, ErrorCode& /*error*/) { return true; }
  bool on_uint64(std::uint64_t /*value*/, Text /*text*/, ErrorCode& /*error*/) { return true; }
  bool on_double(double value, Text /*text*/, ErrorCode& error) {
    return is_in_range(value, error);
  }
  bool on_bool(bool /*value*/, ErrorCode& /*error*/) { return true; }
  bool on_null(ErrorCode& /*error*/) { return true; }
  bool on_comment_part(Text /*part*/, ErrorCode& /*error*/) { return true; }
  bool on_comment(Text /*text*/, ErrorCode& /*error*/) { return true; }

 protected:
  static bool is_in_range(double value, ErrorCode& error) {
    if (std::isfinite(value)) return true;
    error = boost::json::error::exponent_overflow;
    return false;
  }
};

// Builds the tree of the text.
class TreeHandler : public ValidatingHandler {
 public:
  JsonBuilder builder;

  bool on_object_begin(ErrorCode& /*error*/) {
    builder.open(Json::object());
    return true;
  }
  bool on_array_begin(ErrorCode& /*error*/) {
    builder.open(Json::array());
    return true;
  }
  bool on_object_end(std::size_t /*count*/, ErrorCode& /*error*/) {
    builder.close_object();
    return true;
  }
  bool on_array_end(std::size_t /*count*/, ErrorCode& /*error*/) {
    builder.close_array();
    return true;
  }
  // The parser splits a text at escaped characters, so it may come in parts.
  bool on_key_part(Text part, std::size_t /*size*/, ErrorCode& /*error*/) { return append(part); }
  bool on_string_part(Text part, std::size_t /*size*/, ErrorCode& /*error*/) {
    return append(part);
  }
  bool on_key(Text part, std::size_t /*size*/, ErrorCode& /*error*/) {
    builder.key(whole(part));
    return true;
  }
  bool on_string(Text part, std::size_t /*size*/, ErrorCode& /*error*/) {
    builder.add(whole(part));
    return true;
  }
  bool on_null(ErrorCode& /*error*/) { return add(nullptr); }
  bool on_bool(bool value, ErrorCode& /*error*/) { return add(value); }
  bool on_uint64(std::uint64_t value, Text /*text*/, ErrorCode& /*error*/) { return add(value); }
  bool on_int64(std::int64_t value, Text text, ErrorCode& /*error*/) {
    return text.front() == '-' ? add(value) : add(static_cast<std::uint64_t>(value));
  }
  // The number is read again from its text, since the parser's value may be off by one in the last
  // bit. The parser's value remains only if from_chars finds the number out of range.
  bool on_double(double value, Text text, ErrorCode& error) {
    double exact = value;
    std::from_chars(text.data(), text.data() + text.size(), exact);
    return is_in_range(exact, error) && add(exact);
  }

 private:
  template <class Value>
  bool add(Value value) {
    builder.add(value);
    return true;
  }

  bool append(Text part) {
    parts_.append(part.data(), part.size());
    return true;
  }

  std::string whole(Text last) {
    if (parts_.empty()) return {last.data(), last.size()};
    append(last);
    return std::exchange(parts_, {});
  }

  std::string parts_;
};

constexpr std::size_t kStoredDepthMax = 2 * limits::kJsonDepthMax;

template <class Handler>
boost::json::basic_parser<Handler> make_parser(std::size_t depth_max) {
  boost::json::parse_options options;
  options.max_depth = depth_max;
  return boost::json::basic_parser<Handler>(options);
}

// Parses `text` from the byte `start` on.
Result<Json> parse(std::string_view text, std::size_t start, std::string_view subject,
                   TextPlace place, std::size_t depth_max) {
  auto parser = make_parser<TreeHandler>(depth_max);
  boost::json::error_code error;
  const std::size_t end =
      start + parser.write_some(false, text.data() + start, text.size() - start, error);
  if (!error && end != text.size()) error = boost::json::error::extra_data;
  if (!error) return parser.handler().builder.take();
  const auto message =
      error == boost::json::error::too_deep
          ? fmt::format("{} nests deeper than {} levels.", subject, depth_max)
          : fmt::format("{} is not valid JSON at {}: {}", subject, name_place(text, end, place),
                        name_fault(text, end, error));
  return Error{ErrorCode::kSerialization, message};
}

}  // namespace

Result<Json> parse_json(std::string_view text, std::string_view subject, TextPlace place) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  const std::size_t start = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  return parse(text, start, subject, place, limits::kJsonDepthMax);
}

Result<Json> parse_stored_json(std::string_view text) {
  auto value = parse(text, 0, "The stored text", TextPlace::kByte, kStoredDepthMax);
  if (value) return value;
  return Error{ErrorCode::kInternalServer, value.error().message};
}

bool is_json(std::string_view text, JsonKind kind) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos || text[first] != (kind == JsonKind::kArray ? '[' : '{')) return false;
  auto parser = make_parser<ValidatingHandler>(kStoredDepthMax);
  boost::json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  return !error && read == text.size();
}

}  // namespace flows::base
