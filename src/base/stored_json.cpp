#include "base/stored_json.h"

#include <boost/json/basic_parser_impl.hpp>
#include <cstdint>
#include <limits>

#include "base/limits.h"

namespace flows::base {
namespace {

// What Boost's parser calls: everything is fine, and nothing is retained.
class Accept {
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
  bool on_double(double /*value*/, Text /*text*/, ErrorCode& /*error*/) { return true; }
  bool on_bool(bool /*value*/, ErrorCode& /*error*/) { return true; }
  bool on_null(ErrorCode& /*error*/) { return true; }
  bool on_comment_part(Text /*part*/, ErrorCode& /*error*/) { return true; }
  bool on_comment(Text /*text*/, ErrorCode& /*error*/) { return true; }
};

}  // namespace

bool is_json(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 2 * limits::kJsonDepthMax;
  boost::json::basic_parser<Accept> parser(options);
  boost::json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  return !error && read == text.size();
}

}  // namespace flows::base
