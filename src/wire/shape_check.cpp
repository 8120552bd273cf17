#include "wire/shape_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/pattern.h"
#include "base/text/utf8.h"
#include "wire/violations.h"

namespace flows::wire {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

// The patterns of one service; each is compiled when it is first needed.
class PatternCache {
 public:
  explicit PatternCache(std::span<const Shape> shapes)
      : shapes_(shapes), slots_(std::make_unique<Slot[]>(shapes.size())) {}

  const base::Pattern& of(const Shape& shape) {
    const auto index = static_cast<std::size_t>(&shape - shapes_.data());
    CHECK(index < shapes_.size(), "a shape is a row of its service's table");
    Slot& slot = slots_[index];
    std::call_once(slot.once, [&] {
      auto compiled = base::Pattern::compile(shape.pattern);
      CHECK(compiled.has_value(), "every pattern of the tables compiles");
      slot.pattern = *std::move(compiled);
    });
    return *slot.pattern;
  }

 private:
  struct Slot {
    std::once_flag once;
    std::optional<base::Pattern> pattern;
  };
  std::span<const Shape> shapes_;
  std::unique_ptr<Slot[]> slots_;
};

PatternCache& pattern_cache(Service service) {
  static PatternCache control(all_shapes(Service::kControl));
  static PatternCache runtime(all_shapes(Service::kRuntime));
  return service == Service::kControl ? control : runtime;
}

std::string too_long(std::int64_t max) {
  return fmt::format("Member must have length less than or equal to {}", max);
}
std::string too_short(std::int64_t min) {
  return fmt::format("Member must have length greater than or equal to {}", min);
}
std::string wrong_pattern(std::string_view pattern) {
  return fmt::format("Member must satisfy regular expression pattern: {}", pattern);
}

// Calls `fail(constraint)` for each broken constraint on the length of a string, list or map.
template <class Fail>
void check_length(const Shape& shape, std::size_t length, const Fail& fail) {
  const auto signed_length = static_cast<std::int64_t>(length);
  if (shape.max && signed_length > *shape.max) fail(too_long(*shape.max));
  if (shape.min && signed_length < *shape.min) fail(too_short(*shape.min));
}

// Returns what AWS reports for a bad map key: all constraints on keys, not only the broken ones.
std::string all_constraints(const Shape& shape) {
  std::vector<std::string> constraints;
  if (shape.max) constraints.push_back(too_long(*shape.max));
  if (shape.min) constraints.push_back(too_short(*shape.min));
  if (!shape.pattern.empty()) constraints.push_back(wrong_pattern(shape.pattern));
  return fmt::format("Map keys must satisfy constraint: [{}]", fmt::join(constraints, ", "));
}

// Checks whether a value of `shape` may contain something sensitive; then no part of it is quoted.
// The recursion ends because the only shape that contains itself, a definition, is sensitive.
bool holds_sensitive(const Shape& shape) {
  if (shape.sensitive) return true;
  if (shape.key != nullptr && holds_sensitive(*shape.key)) return true;
  if (shape.element != nullptr && holds_sensitive(*shape.element)) return true;
  return std::ranges::any_of(shape.members,
                             [](const Member& member) { return holds_sensitive(*member.shape); });
}

// The order is unchanged. Entries of an object cannot be assigned, so the others are moved into a
// new object.
void drop_null_members(Json::object_t& object) {
  const auto is_set = [](const auto& entry) { return !entry.second.is_null(); };
  const auto set_count = static_cast<std::size_t>(std::ranges::count_if(object, is_set));
  if (set_count == object.size()) return;
  Json::object_t rest;
  rest.reserve(set_count);
  for (auto& entry : object) {
    if (is_set(entry)) rest.emplace_back(entry.first, std::move(entry.second));
  }
  object = std::move(rest);
}

// One walk over one request. It changes each value that it visits into the form that AWS stores.
class Walk {
 public:
  explicit Walk(Service service) : patterns_(pattern_cache(service)) {}

  void visit(const Shape& shape, Json& value, const MemberPath& path, bool sensitive_above);

  std::optional<Error> wrong_type;  // the first one found; it ends the walk
  Violations violations;

 private:
  void visit_structure(const Shape& shape, Json& value, const MemberPath& path, bool sensitive);
  void visit_list(const Shape& shape, Json& value, const MemberPath& path, bool sensitive);
  void visit_map(const Shape& shape, Json& value, const MemberPath& path, bool sensitive);
  void visit_string(const Shape& shape, const Json& value, const MemberPath& path, bool sensitive);
  void visit_integer(const Shape& shape, Json& value, const MemberPath& path, bool sensitive);
  void visit_float(const Shape& shape, Json& value, const MemberPath& path, bool sensitive);
  void require_type(bool fits, const Json& value, const MemberPath& path, std::string_view wanted);
  void check_range(const Shape& shape, auto number, const Json& value, const MemberPath& path,
                   bool sensitive);
  void check_text(const Shape& shape, const std::string& text, auto&& fail);

  PatternCache& patterns_;
};

void Walk::visit(const Shape& shape, Json& value, const MemberPath& path, bool sensitive_above) {
  const bool sensitive = sensitive_above || shape.sensitive;
  switch (shape.kind) {
    case Kind::kStructure: return visit_structure(shape, value, path, sensitive);
    case Kind::kList: return visit_list(shape, value, path, sensitive);
    case Kind::kMap: return visit_map(shape, value, path, sensitive);
    case Kind::kInteger:
    case Kind::kLong: return visit_integer(shape, value, path, sensitive);
    case Kind::kFloat: return visit_float(shape, value, path, sensitive);
    case Kind::kBoolean: return require_type(value.is_boolean(), value, path, "a boolean");
    case Kind::kString:
    case Kind::kTimestamp:
    case Kind::kBlob: return visit_string(shape, value, path, sensitive);
    case Kind::kDocument: return;
  }
}

void Walk::require_type(bool fits, const Json& value, const MemberPath& path,
                        std::string_view wanted) {
  if (fits) return;
  const std::string where = path.text();
  std::string message = fmt::format("{} must be {}, not {}",
                                    where.empty() ? "The request" : "The value at '" + where + "'",
                                    wanted, value.is_number() ? "this number" : value.type_name());
  wrong_type = Error{ErrorCode::kSerialization, message, {{where, std::move(message)}}};
}

void Walk::visit_structure(const Shape& shape, Json& value, const MemberPath& path,
                           bool sensitive) {
  require_type(value.is_object(), value, path, "an object");
  if (wrong_type) return;
  auto& object = value.get_ref<Json::object_t&>();
  for (auto& [name, child] : object) {
    const Member* member = find_member(shape, name);
    if (member == nullptr) child = nullptr;  // dropped below, like the members sent as null
    if (child.is_null()) continue;
    visit(*member->shape, child, MemberPath{&path, member->name}, sensitive);
    if (wrong_type) return;
  }
  drop_null_members(object);
  for (const Member& member : shape.members) {
    if (!member.required || base::find_member(value, member.name) != nullptr) continue;
    violations.add(MemberPath{&path, member.name}, nullptr, sensitive || member.shape->sensitive,
                   "Member must not be null");
  }
  if (shape.is_union && object.size() != 1) {
    std::vector<std::string_view> names;
    for (const Member& member : shape.members) names.push_back(member.name);
    violations.add(path, &value, sensitive || holds_sensitive(shape),
                   fmt::format("Member must have exactly one of these members set: [{}]",
                               fmt::join(names, ", ")));
  }
}

void Walk::visit_list(const Shape& shape, Json& value, const MemberPath& path, bool sensitive) {
  require_type(value.is_array(), value, path, "a list");
  if (wrong_type) return;
  check_length(shape, value.size(), [&](std::string_view constraint) {
    violations.add(path, &value, sensitive || holds_sensitive(shape), constraint);
  });
  std::size_t index = 0;
  for (Json& item : value) {
    const MemberPath item_path{.parent = &path, .list_index = ++index};
    if (item.is_null() && shape.element->kind != Kind::kDocument) {
      violations.add(item_path, nullptr, sensitive || shape.element->sensitive,
                     "Member must not be null");
    } else {
      visit(*shape.element, item, item_path, sensitive);
    }
    if (wrong_type) return;
  }
}

void Walk::visit_map(const Shape& shape, Json& value, const MemberPath& path, bool sensitive) {
  require_type(value.is_object(), value, path, "an object");
  if (wrong_type) return;
  auto& object = value.get_ref<Json::object_t&>();
  // In a map of documents, null is a value like any other.
  if (shape.element->kind != Kind::kDocument) drop_null_members(object);
  check_length(shape, value.size(), [&](std::string_view constraint) {
    violations.add(path, &value, sensitive || holds_sensitive(shape), constraint);
  });
  for (auto& [key, item] : object) {
    bool key_fits = true;
    check_text(*shape.key, key, [&](std::string_view) { key_fits = false; });
    if (!key_fits) {
      const Json key_value = key;
      violations.add(path, &key_value, sensitive || shape.key->sensitive,
                     all_constraints(*shape.key));
    }
    const MemberPath item_path{.parent = &path, .name = key, .map_value = true};
    visit(*shape.element, item, item_path, sensitive);
    if (wrong_type) return;
  }
}

// Calls `fail(constraint)` for each constraint that `text` breaks.
void Walk::check_text(const Shape& shape, const std::string& text, auto&& fail) {
  if (shape.min || shape.max) check_length(shape, base::count_characters(text), fail);
  if (!shape.pattern.empty() && !patterns_.of(shape).matches_whole(text)) {
    fail(wrong_pattern(shape.pattern));
  }
  const auto& allowed = shape.enum_values;
  if (!allowed.empty() && std::ranges::find(allowed, text) == allowed.end()) {
    fail(fmt::format("Member must satisfy enum value set: [{}]", fmt::join(allowed, ", ")));
  }
}

void Walk::visit_string(const Shape& shape, const Json& value, const MemberPath& path,
                        bool sensitive) {
  require_type(value.is_string(), value, path, "a string");
  if (wrong_type) return;
  check_text(shape, value.get_ref<const std::string&>(), [&](std::string_view constraint) {
    violations.add(path, &value, sensitive, constraint);
  });
}

// Returns the integer that a JSON number represents, e.g. 5 for 5.0; nullopt if it is no integer or
// too large.
std::optional<std::int64_t> as_integer(const Json& value) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (!std::in_range<std::int64_t>(number)) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_number_float()) return std::nullopt;
  constexpr double kExactMax = 9007199254740992.0;  // 2^53: below it every integer is a double
  const double number = value.get<double>();
  if (std::trunc(number) != number || std::abs(number) > kExactMax) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

void Walk::visit_integer(const Shape& shape, Json& value, const MemberPath& path, bool sensitive) {
  const std::optional<std::int64_t> number = as_integer(value);
  const bool is_long = shape.kind == Kind::kLong;
  const bool fits = number && (is_long || std::in_range<std::int32_t>(*number));
  require_type(fits, value, path, is_long ? "a 64-bit integer" : "a 32-bit integer");
  if (wrong_type) return;
  value = *number;
  check_range(shape, *number, value, path, sensitive);
}

// AWS stores these numbers as 32-bit floats, so the nearest float is checked and stored.
void Walk::visit_float(const Shape& shape, Json& value, const MemberPath& path, bool sensitive) {
  const double number = value.is_number() ? value.get<double>() : 0;
  const bool fits = value.is_number() && std::abs(number) <= std::numeric_limits<float>::max();
  require_type(fits, value, path, "a 32-bit number");
  if (wrong_type) return;
  const double rounded = static_cast<double>(static_cast<float>(number));
  value = rounded;
  check_range(shape, rounded, value, path, sensitive);
}

void Walk::check_range(const Shape& shape, auto number, const Json& value, const MemberPath& path,
                       bool sensitive) {
  using Number = decltype(number);
  if (shape.max && number > static_cast<Number>(*shape.max)) {
    violations.add(path, &value, sensitive,
                   fmt::format("Member must have value less than or equal to {}", *shape.max));
  }
  if (shape.min && number < static_cast<Number>(*shape.min)) {
    violations.add(path, &value, sensitive,
                   fmt::format("Member must have value greater than or equal to {}", *shape.min));
  }
}

// Converts one text from a label or the query to the JSON type of `shape`.
Result<Json> from_text(const Shape& shape, const std::string& name, const std::string& text) {
  if (shape.kind == Kind::kString) return Json(text);
  if (shape.kind == Kind::kBoolean) {
    if (text == "true") return Json(true);
    if (text == "false") return Json(false);
    return Error{ErrorCode::kSerialization,
                 fmt::format("The value of '{}' must be true or false", name)};
  }
  CHECK(shape.kind == Kind::kInteger, "labels and query members are texts, booleans, integers");
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) {
    return Error{ErrorCode::kSerialization,
                 fmt::format("The value of '{}' must be an integer", name)};
  }
  return Json(number);
}

// Returns the value of one member from the query; null if the query does not have it.
Result<Json> from_query(const Member& member, const std::vector<QueryPair>& query) {
  const bool is_list = member.shape->kind == Kind::kList;
  Json found = nullptr;
  for (const QueryPair& pair : query) {
    if (pair.name != member.wire_name) continue;
    if (!found.is_null() && !is_list) {
      return Error{ErrorCode::kSerialization,
                   fmt::format("The query has '{}' more than once", pair.name)};
    }
    ASSIGN_OR_RETURN(Json value, from_text(is_list ? *member.shape->element : *member.shape,
                                           pair.name, pair.value));
    if (is_list) {
      found.push_back(std::move(value));
    } else {
      found = std::move(value);
    }
  }
  return found;
}

}  // namespace

Result<Json> assemble_input(const Operation& operation,
                            const std::map<std::string, std::string>& labels,
                            const std::vector<QueryPair>& query, Json body) {
  if (!body.is_object() && !body.is_null()) {
    return Error{ErrorCode::kSerialization, "The body must be a JSON object"};
  }
  Json input = Json::object();
  for (const Member& member : operation.input->members) {
    if (member.location == Location::kUri) {
      const auto label = labels.find(std::string(member.wire_name));
      CHECK(label != labels.end(), "the router finds every label of an operation");
      ASSIGN_OR_RETURN(Json value, from_text(*member.shape, label->first, label->second));
      input[std::string(member.name)] = std::move(value);
    } else if (member.location == Location::kQuery) {
      ASSIGN_OR_RETURN(Json value, from_query(member, query));
      if (!value.is_null()) input[std::string(member.name)] = std::move(value);
    }
  }
  if (body.is_null()) return input;
  for (auto& [name, value] : body.get_ref<Json::object_t&>()) {
    const Member* member = find_member(*operation.input, name);
    if (member == nullptr || member->location != Location::kBody) continue;
    input[name] = std::move(value);
  }
  return input;
}

Result<Json> validate_and_normalize(Service service, const Shape& shape, Json input) {
  Walk walk(service);
  walk.visit(shape, input, MemberPath{}, false);
  if (walk.wrong_type) return *std::move(walk.wrong_type);
  if (!walk.violations.empty()) return std::move(walk.violations).to_error(service);
  return input;
}

}  // namespace flows::wire
