#include "base/json.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_text.h"
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

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char character : text) all |= static_cast<unsigned char>(character);
  return all < 0x80;
}

void append_text(std::string& out, const std::string& text) {
  if (is_ascii(text)) {
    append_json_string(out, text);
  } else {
    out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
}

void append_members(std::string& out, const Json::object_t& members) {
  out += '{';
  for (const auto& [name, value] : members) {
    if (out.back() != '{') out += ',';
    append_text(out, name);
    out += ':';
    append_json(out, value);
  }
  out += '}';
}

constexpr std::size_t kMembersExpected = 4;
// Up to so many names are compared with each other; more are sorted.
constexpr std::size_t kMembersCompared = 8;

// Builds the document without recursion and without looking up each member among its siblings,
// which ordered_json itself would do: an object with a million members must not cost a million
// squared.
class Builder final : public nlohmann::json_sax<Json> {
  using Members = std::vector<std::pair<const std::string, Json>>;

 public:
  Builder(std::string_view text, std::string_view subject, TextPlace place,
          std::size_t depth_max = limits::kJsonDepthMax)
      : text_(text), subject_(subject), place_(place), depth_max_(depth_max) {}

  Json root;
  std::string failure;

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return add(value); }
  // A copy: the lexer's buffer would have to grow anew for each text.
  bool string(string_t& value) override { return add(value); }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(Json::object()); }
  bool start_array(std::size_t /*size*/) override { return open(Json::array()); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    name_ = name;
    return true;
  }

  bool end_object() override {
    drop_repeated_members(stack_.back()->get_ref<Json::object_t&>());
    return close();
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
  Json* place(Json value) {
    if (stack_.empty()) {
      root = std::move(value);
      return &root;
    }
    Json& parent = *stack_.back();
    if (parent.is_array()) {
      auto& items = parent.get_ref<Json::array_t&>();
      return &items.emplace_back(std::move(value));
    }
    Members& members = parent.get_ref<Json::object_t&>();
    // A vector that grows from one member on would copy the names of the first three times.
    if (members.empty()) members.reserve(kMembersExpected);
    return &members.emplace_back(std::move(name_), std::move(value)).second;
  }

  bool add(Json value) {
    place(std::move(value));
    return true;
  }

  bool open(Json container) {
    if (stack_.size() == depth_max_) {
      failure = fmt::format("{} nests deeper than {} levels.", subject_, depth_max_);
      return false;
    }
    stack_.push_back(place(std::move(container)));
    return true;
  }

  bool close() {
    stack_.pop_back();
    return true;
  }

  static bool has_repeated_member(const Members& members) {
    for (auto member = members.begin(); member != members.end(); ++member) {
      const auto same_name = [&](const auto& earlier) { return earlier.first == member->first; };
      if (std::any_of(members.begin(), member, same_name)) return true;
    }
    return false;
  }

  // Keeps the last value of each name, at the place of its last appearance.
  static void drop_repeated_members(Json::object_t& object) {
    if (object.size() <= kMembersCompared && !has_repeated_member(object)) return;
    std::vector<std::pair<std::string_view, std::size_t>> names;
    names.reserve(object.size());
    for (const auto& member : object) names.emplace_back(member.first, names.size());
    std::sort(names.begin(), names.end());
    const auto same_name = [](const auto& a, const auto& b) { return a.first == b.first; };
    if (std::adjacent_find(names.begin(), names.end(), same_name) == names.end()) return;
    std::vector<bool> keep(object.size(), true);
    for (std::size_t i = 0; i + 1 < names.size(); ++i) {
      if (same_name(names[i], names[i + 1])) keep[names[i].second] = false;
    }
    Members& members = object;
    Members kept;
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (keep[i]) kept.emplace_back(members[i].first, std::move(members[i].second));
    }
    members.swap(kept);
  }

  std::string_view text_;
  std::string_view subject_;
  TextPlace place_;
  std::size_t depth_max_;
  std::vector<Json*> stack_;  // the open containers; the innermost one is last
  std::string name_;
};

}  // namespace

Result<Json> parse_json(std::string_view text, std::string_view subject, TextPlace place) {
  Builder builder(text, subject, place);
  if (!Json::sax_parse(text, &builder)) return Error{ErrorCode::kSerialization, builder.failure};
  return std::move(builder.root);
}

Json parse_own_json(std::string_view text) {
  Builder builder(text, "The kept text", TextPlace::kByte, 2 * limits::kJsonDepthMax);
  CHECK(Json::sax_parse(text, &builder), "what was kept can be read again");
  return std::move(builder.root);
}

void append_json(std::string& out, const Json& value) {
  if (value.is_object()) {
    append_members(out, value.get_ref<const Json::object_t&>());
  } else if (value.is_array()) {
    append_list(out, value, append_json);
  } else if (value.is_string()) {
    append_text(out, value.get_ref<const std::string&>());
  } else {
    out += value.dump();
  }
}

std::string to_text(const Json& value) {
  std::string text;
  append_json(text, value);
  return text;
}

const Json* find_member(const Json& value, std::string_view name) {
  if (!value.is_object()) return nullptr;
  const auto member = value.find(name);
  return member == value.end() ? nullptr : &*member;
}

}  // namespace flows::base
