// Two parsers, since none has all: Boost's is several times as fast, and the JSON library's says
// where a text is broken. The second reads what the first refuses, and what both read is the same.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>

#include "base/check.h"
#include "base/json.h"
#include "base/json_builder.h"
#include "base/limits.h"

namespace flows::base {
namespace {

// The library's words repeat the bytes that it could not read, which may be anything.
std::string as_utf8(std::string_view text) {
  return Json::parse(to_text(Json(std::string(text)))).get<std::string>();
}

// `position` counts bytes from 1.
std::string name_place(std::string_view text, std::size_t position, TextPlace place) {
  if (place == TextPlace::kByte) return fmt::format("byte {}", position);
  const std::string_view before = text.substr(0, position == 0 ? 0 : position - 1);
  const std::size_t line_start = before.rfind('\n') + 1;  // 0 where there is no line break
  return fmt::format("line {}, column {}", std::count(before.begin(), before.end(), '\n') + 1,
                     before.size() - line_start + 1);
}

// What Boost's parser calls. Where a member returns false it sets the error that they share.
class QuickEvents {
  using ErrorCode = boost::json::error_code;
  using Text = boost::json::string_view;

 public:
  // The names are Boost's. NOLINTBEGIN(readability-identifier-naming)
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;
  // NOLINTEND(readability-identifier-naming)

  explicit QuickEvents(std::size_t depth_max) : builder(depth_max) {}

  JsonBuilder builder;

  bool on_document_begin(ErrorCode& /*error*/) { return true; }
  bool on_document_end(ErrorCode& /*error*/) { return true; }
  bool on_object_begin(ErrorCode& error) { return open(Json::object(), error); }
  bool on_array_begin(ErrorCode& error) { return open(Json::array(), error); }
  bool on_object_end(std::size_t /*count*/, ErrorCode& /*error*/) {
    builder.close_object();
    return true;
  }
  bool on_array_end(std::size_t /*count*/, ErrorCode& /*error*/) {
    builder.close_array();
    return true;
  }
  // Texts come in parts where they hold escaped characters.
  bool on_key_part(Text part, std::size_t /*size*/, ErrorCode& /*error*/) { return keep(part); }
  bool on_string_part(Text part, std::size_t /*size*/, ErrorCode& /*error*/) { return keep(part); }
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
  // Not the parser's own value, which may be one off in its last bit.
  bool on_double(double /*value*/, Text text, ErrorCode& error) {
    double exact = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), exact);
    return parsed.ec == std::errc() ? add(exact) : refuse(error);
  }
  bool on_number_part(Text /*part*/, ErrorCode& error) { return refuse(error); }
  bool on_comment_part(Text /*part*/, ErrorCode& error) { return refuse(error); }
  bool on_comment(Text /*text*/, ErrorCode& error) { return refuse(error); }

 private:
  template <class Value>
  bool add(Value value) {
    builder.add(value);
    return true;
  }

  bool open(Json container, ErrorCode& error) {
    return builder.open(std::move(container)) || refuse(error);
  }

  bool keep(Text part) {
    parts_.append(part.data(), part.size());
    return true;
  }

  std::string whole(Text last) {
    if (parts_.empty()) return {last.data(), last.size()};
    keep(last);
    return std::exchange(parts_, {});
  }

  static bool refuse(ErrorCode& error) {
    error = boost::json::error::syntax;
    return false;
  }

  std::string parts_;
};

// Nothing: the text is broken, or more than this can do.
std::optional<Json> parse_quickly(std::string_view text, std::size_t depth_max) {
  boost::json::parse_options options;
  options.max_depth = depth_max;
  boost::json::basic_parser<QuickEvents> parser(options, depth_max);
  boost::json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (error || read != text.size()) return std::nullopt;
  return parser.handler().builder.take();
}

// What the JSON library's parser calls.
class ThoroughEvents final : public nlohmann::json_sax<Json> {
 public:
  ThoroughEvents(std::string_view text, std::string_view subject, TextPlace place,
                 std::size_t depth_max)
      : builder(depth_max), text_(text), subject_(subject), place_(place), depth_max_(depth_max) {}

  JsonBuilder builder;
  std::string failure;

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return add(value); }
  bool string(string_t& value) override { return add(value); }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(Json::object()); }
  bool start_array(std::size_t /*size*/) override { return open(Json::array()); }
  bool key(string_t& name) override {
    builder.key(name);
    return true;
  }
  bool end_array() override {
    builder.close_array();
    return true;
  }
  bool end_object() override {
    builder.close_object();
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    const std::string_view what = error.what();
    const std::size_t detail = what.find(": ");
    failure =
        fmt::format("{} is not valid JSON at {}: {}", subject_, name_place(text_, position, place_),
                    as_utf8(detail == what.npos ? what : what.substr(detail + 2)));
    return false;
  }

 private:
  bool add(Json value) {
    builder.add(std::move(value));
    return true;
  }

  bool open(Json container) {
    if (builder.open(std::move(container))) return true;
    failure = fmt::format("{} nests deeper than {} levels.", subject_, depth_max_);
    return false;
  }

  std::string_view text_;
  std::string_view subject_;
  TextPlace place_;
  std::size_t depth_max_;
};

Result<Json> parse(std::string_view text, std::string_view subject, TextPlace place,
                   std::size_t depth_max) {
  if (auto value = parse_quickly(text, depth_max)) return *std::move(value);
  ThoroughEvents events(text, subject, place, depth_max);
  if (!Json::sax_parse(text, &events)) return Error{ErrorCode::kSerialization, events.failure};
  return events.builder.take();
}

}  // namespace

Result<Json> parse_json(std::string_view text, std::string_view subject, TextPlace place) {
  return parse(text, subject, place, limits::kJsonDepthMax);
}

Json parse_own_json(std::string_view text) {
  auto value = parse(text, "The kept text", TextPlace::kByte, 2 * limits::kJsonDepthMax);
  CHECK(value, "what was kept can be read again");
  return *std::move(value);
}

}  // namespace flows::base
