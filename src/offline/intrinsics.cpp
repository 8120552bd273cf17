#include "offline/intrinsics.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "base/limits.h"

namespace flows::offline {
namespace {

using base::Error;
using base::Json;
using base::Result;
namespace limits = base::limits;

// The number of bytes that an item of a list counts in addition to its text.
constexpr std::size_t kItemBytes = 64;

}  // namespace

std::optional<std::string> text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() || value.is_boolean()) return base::to_text(value);
  return std::nullopt;
}

const Evaluator::Row* Evaluator::find_function(std::string_view name) {
  static constexpr Row kFunctions[] = {
      {"Ref", &Evaluator::ref},
      {"Fn::FindInMap", &Evaluator::find_in_map},
      {"Fn::GetAtt", &Evaluator::get_att},
      {"Fn::If", &Evaluator::choose},
      {"Fn::ImportValue", &Evaluator::import_value},
      {"Fn::Join", &Evaluator::join},
      {"Fn::Select", &Evaluator::select},
      {"Fn::Split", &Evaluator::split},
      {"Fn::Sub", &Evaluator::sub},
  };
  const auto* row = std::ranges::find(kFunctions, name, &Row::name);
  return row == std::end(kFunctions) ? nullptr : row;
}

bool is_unknown_text(const Json& value) {
  return value.is_string() && is_unknown(value.get_ref<const std::string&>());
}

bool Evaluator::is_call(const Json& value) {
  if (!value.is_object() || value.size() != 1) return false;
  const std::string& name = value.begin().key();
  return name == "Ref" || name.starts_with("Fn::");
}

Result<Value> Evaluator::evaluate(const Json& value, const std::string& place) {
  if (is_call(value)) return call(value, place);
  if (value.is_array()) {
    Json list = Json::array();
    for (std::size_t i = 0; i < value.size(); ++i) {
      ASSIGN_OR_RETURN(Value item, evaluate(value[i], fmt::format("{}[{}]", place, i)));
      if (item) list.push_back(*std::move(item));
    }
    return Value{std::move(list)};
  }
  if (value.is_object()) {
    Json object = Json::object();
    std::vector<std::pair<const std::string, Json>>& members = object.get_ref<Json::object_t&>();
    for (const auto& [name, member] : value.items()) {
      ASSIGN_OR_RETURN(Value item, evaluate(member, fmt::format("{}.{}", place, name)));
      if (item) members.emplace_back(name, *std::move(item));
    }
    return Value{std::move(object)};
  }
  return Value{value};
}

Result<Value> Evaluator::call(const Json& value, const std::string& place) {
  const std::string& name = value.begin().key();
  const Row* row = find_function(name);
  if (row == nullptr) {
    return Value{references_.unknown(name, place, fmt::format("{} is not supported", name))};
  }
  ASSIGN_OR_RETURN(Value given, (this->*row->function)(value.begin().value(), place + "." + name));
  if (given && given->is_string()) {
    RETURN_IF_ERROR(spend(given->get_ref<const std::string&>().size(), place));
  } else if (given && given->is_structured()) {
    RETURN_IF_ERROR(spend(base::to_text(*given).size(), place));
  }
  return given;
}

Result<Value> Evaluator::ref(const Json& argument, const std::string& place) {
  if (!argument.is_string()) return error_at(place, "takes a name");
  return references_.ref(argument.get<std::string>(), place);
}

Result<Value> Evaluator::get_att(const Json& argument, const std::string& place) {
  constexpr std::string_view kForm = "[resource, attribute]";
  if (argument.is_string()) {
    const std::string text = argument.get<std::string>();
    const std::size_t dot = text.find('.');
    if (dot == text.npos) return error_at(place, fmt::format("takes {}", kForm));
    return references_.attribute(text.substr(0, dot), text.substr(dot + 1), place);
  }
  ASSIGN_OR_RETURN(const Json names, arguments(argument, 2, kForm, place));
  if (!names[0].is_string() || !names[1].is_string()) {
    return error_at(place, fmt::format("takes {}", kForm));
  }
  return references_.attribute(names[0].get<std::string>(), names[1].get<std::string>(), place);
}

Result<Value> Evaluator::import_value(const Json& argument, const std::string& place) {
  ASSIGN_OR_RETURN(const Value evaluated, evaluate(argument, place));
  const std::optional<std::string> name = evaluated ? text_of(*evaluated) : std::nullopt;
  if (!name) return error_at(place, "takes the name of an export");
  if (is_unknown(*name)) return Value{*name};
  return Value{references_.import(*name, place)};
}

Result<Value> Evaluator::join(const Json& argument, const std::string& place) {
  constexpr std::string_view kForm = "[delimiter, [text, …]]";
  ASSIGN_OR_RETURN(const Json parts, arguments(argument, 2, kForm, place));
  if (is_unknown_text(parts[1])) return Value{parts[1]};
  if (!parts[0].is_string() || !parts[1].is_array()) {
    return error_at(place, fmt::format("takes {}", kForm));
  }
  const auto& delimiter = parts[0].get_ref<const std::string&>();
  std::string joined;
  for (std::size_t i = 0; i < parts[1].size(); ++i) {
    const std::optional<std::string> text = text_of(parts[1][i]);
    if (!text) return error_at(fmt::format("{}[1][{}]", place, i), "is no text");
    // The items are counted one by one, because both the delimiter and the list may be long.
    RETURN_IF_ERROR(spend(delimiter.size(), place));
    joined += (i == 0 ? "" : delimiter) + *text;
  }
  return Value{std::move(joined)};
}

Result<Value> Evaluator::select(const Json& argument, const std::string& place) {
  constexpr std::string_view kForm = "[index, [item, …]]";
  ASSIGN_OR_RETURN(const Json parts, arguments(argument, 2, kForm, place));
  for (const Json& part : parts) {
    if (is_unknown_text(part)) return Value{part};
  }
  const std::optional<std::string> text = text_of(parts[0]);
  Result<Json> index = Json();
  if (text) index = base::parse_json(*text);
  if (!index || !index->is_number_unsigned() || !parts[1].is_array()) {
    return error_at(place, fmt::format("takes {}", kForm));
  }
  if (index->get<std::size_t>() >= parts[1].size()) {
    // An unknown list, or the items of an unknown text, may be longer than they look.
    if (!parts[1].empty() && is_unknown_text(parts[1].back())) return Value{parts[1].back()};
    return error_at(place,
                    fmt::format("there is no item {} in a list of {}", *text, parts[1].size()));
  }
  return Value{parts[1][index->get<std::size_t>()]};
}

Result<Value> Evaluator::split(const Json& argument, const std::string& place) {
  constexpr std::string_view kForm = "[delimiter, text]";
  ASSIGN_OR_RETURN(const Json parts, arguments(argument, 2, kForm, place));
  if (!parts[0].is_string() || !parts[1].is_string() || parts[0].get<std::string>().empty()) {
    return error_at(place, fmt::format("takes {}", kForm));
  }
  const auto& delimiter = parts[0].get_ref<const std::string&>();
  std::string_view rest = parts[1].get_ref<const std::string&>();
  Json list = Json::array();
  while (true) {
    const std::size_t end = rest.find(delimiter);
    RETURN_IF_ERROR(spend(kItemBytes, place));
    list.push_back(rest.substr(0, end));
    if (end == rest.npos) return Value{std::move(list)};
    rest.remove_prefix(end + delimiter.size());
  }
}

Result<Value> Evaluator::find_in_map(const Json& argument, const std::string& place) {
  constexpr std::string_view kForm = "[map, first key, second key]";
  ASSIGN_OR_RETURN(const Json names, arguments(argument, 3, kForm, place));
  const Json* found = &source_.section("Mappings");
  for (const Json& name : names) {
    const std::optional<std::string> key = text_of(name);
    if (!key) return error_at(place, fmt::format("takes {}", kForm));
    if (is_unknown(*key)) return Value{*key};
    found = base::find_member(*found, *key);
    if (found == nullptr) {
      return error_at(place, fmt::format("Mappings has nothing at {}, for there is no {}",
                                         base::to_text(names), *key));
    }
  }
  return Value{*found};
}

Result<Value> Evaluator::choose(const Json& argument, const std::string& place) {
  // CloudFormation has the same rule; it also prevents conditions that nest through this function.
  if (condition_depth_ > 0) return error_at(place, "cannot stand in a condition");
  if (!argument.is_array() || argument.size() != 3 || !argument[0].is_string()) {
    return error_at(place, "takes [condition, value if it holds, value if not]");
  }
  ASSIGN_OR_RETURN(const bool first, condition(argument[0].get<std::string>(), place));
  const std::size_t chosen = first ? 1 : 2;
  return evaluate(argument[chosen], fmt::format("{}[{}]", place, chosen));
}

Result<Json> Evaluator::arguments(const Json& argument, std::size_t count, std::string_view form,
                                  const std::string& place) {
  ASSIGN_OR_RETURN(Value evaluated, evaluate(argument, place));
  if (!evaluated || !evaluated->is_array() || evaluated->size() != count) {
    return error_at(place, fmt::format("takes {}", form));
  }
  return *std::move(evaluated);
}

Result<void> Evaluator::spend(std::size_t bytes, const std::string& place) {
  spent_ += bytes;
  if (spent_ <= limits::kTemplateTextBytesMax) return {};
  return error_at(place, fmt::format("the functions of this template make more than {} bytes",
                                     limits::kTemplateTextBytesMax));
}

}  // namespace flows::offline
