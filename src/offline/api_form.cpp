#include "offline/api_form.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/text/ascii.h"
#include "offline/s3_location.h"

namespace flows::offline {
namespace {

using base::Json;
using base::Result;

// Returns `value` as the kind of scalar that the shape wants, if it can be read as one.
Json coerce(const Json& value, wire::Kind kind) {
  const std::optional<std::string> text = text_of(value);
  if (!text) return value;
  switch (kind) {
    case wire::Kind::kString: return *text;
    case wire::Kind::kBoolean:
      if (*text == "true" || *text == "false") return *text == "true";
      return value;
    case wire::Kind::kInteger:
    case wire::Kind::kLong:
    case wire::Kind::kFloat: {
      const Result<Json> number = base::parse_json(*text);
      return number && number->is_number() ? *number : value;
    }
    default: return value;
  }
}

bool takes_text(wire::Kind kind) {
  return kind == wire::Kind::kString || kind == wire::Kind::kDocument;
}

// Returns the name of the property whose text is at the S3 location with that name.
std::string without_location(const std::string& name) {
  return name.substr(0, name.size() - kS3Location.size());
}

// Checks for a reference to Parameter Store or Secrets Manager: {{resolve:ssm:…}}.
bool is_dynamic_reference(const Json& value) {
  return value.is_string() &&
         value.get_ref<const std::string&>().find("{{resolve:") != std::string::npos;
}

}  // namespace

bool ApiForm::retains_mark(wire::Kind kind) const {
  if (takes_text(kind)) return true;
  const bool is_part =
      kind == wire::Kind::kStructure || kind == wire::Kind::kList || kind == wire::Kind::kMap;
  return is_part && unknown_part_ == UnknownPart::kMarked;
}

Result<Value> ApiForm::convert(const Json& value, const wire::Shape& shape,
                               const std::string& place) {
  if (evaluator_ == nullptr || !Evaluator::is_call(value)) {
    return convert_plain(value, shape, place);
  }
  ASSIGN_OR_RETURN(const Value given, evaluator_->evaluate(value, place));
  if (!given) return Value{};
  if (is_unknown_text(*given)) return retains_mark(shape.kind) ? given : Value{};
  return convert_plain(*given, shape, place);
}

Result<Value> ApiForm::convert_plain(const Json& value, const wire::Shape& shape,
                                     const std::string& place) {
  if (value.is_null() && shape.kind != wire::Kind::kDocument) return Value{};
  if (is_dynamic_reference(value) && shape.kind != wire::Kind::kDocument) {
    const std::string text = value.get<std::string>();
    notes_.add_unknown({.place = place,
                        .name = text,
                        .why = "AWS resolves such references: use a parameter with a Default"});
    return retains_mark(shape.kind) ? Value{marked(text)} : Value{};
  }
  switch (shape.kind) {
    case wire::Kind::kStructure: return convert_structure(value, shape, place);
    case wire::Kind::kList: return convert_list(value, shape, place);
    case wire::Kind::kMap: return convert_map(value, shape, place);
    case wire::Kind::kDocument:
      return evaluator_ == nullptr ? Value{value} : evaluator_->evaluate(value, place);
    default: break;
  }
  return Value{coerce(value, shape.kind)};
}

Result<Value> ApiForm::convert_structure(const Json& value, const wire::Shape& shape,
                                         const std::string& place) {
  if (!value.is_object()) return Value{value};
  Json made = Json::object();
  for (const auto& [name, content] : value.items()) {
    const std::string inner = fmt::format("{}.{}", place, name);
    const wire::Member* member = find_member(shape, name);
    if (const wire::Member* text = find_text_of_location(shape, name); text != nullptr) {
      ASSIGN_OR_RETURN(Value read, convert_location(value, name, *text, place));
      if (read) made[std::string(text->name)] = *std::move(read);
      continue;
    }
    if (member == nullptr && is_unknown(name)) {
      made[name] = content;
      continue;
    }
    if (member == nullptr) {
      notes_.add(inner, "is not known to the API and is left out");
      continue;
    }
    ASSIGN_OR_RETURN(Value converted, convert(content, *member->shape, inner));
    if (converted) made[std::string(member->name)] = *std::move(converted);
  }
  return Value{std::move(made)};
}

const wire::Member* ApiForm::find_text_of_location(const wire::Shape& shape,
                                                   const std::string& name) const {
  if (evaluator_ == nullptr || !name.ends_with(kS3Location)) return nullptr;
  if (find_member(shape, name) != nullptr) return nullptr;
  const wire::Member* text = find_member(shape, without_location(name));
  return text != nullptr && text->shape->kind == wire::Kind::kString ? text : nullptr;
}

Result<Value> ApiForm::convert_location(const Json& structure, const std::string& name,
                                        const wire::Member& text, const std::string& place) {
  ASSIGN_OR_RETURN(auto read, text_in_s3(structure.at(name), fmt::format("{}.{}", place, name),
                                         *evaluator_, notes_));
  if (!read) return Value{};
  const std::string plain = without_location(name);
  if (const Json* beside = base::find_member(structure, plain)) {
    ASSIGN_OR_RETURN(const Value other,
                     convert(*beside, *text.shape, fmt::format("{}.{}", place, plain)));
    if (other) return error_at(place, fmt::format("{} and {} cannot both be given", plain, name));
  }
  return Value{std::move(read->text)};
}

Result<Value> ApiForm::convert_list(const Json& value, const wire::Shape& shape,
                                    const std::string& place) {
  if (!value.is_array()) return Value{value};
  Json made = Json::array();
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string inner = fmt::format("{}[{}]", place, i);
    ASSIGN_OR_RETURN(Value converted, convert(value[i], *shape.element, inner));
    if (converted) made.push_back(*std::move(converted));
  }
  return Value{std::move(made)};
}

Result<Value> ApiForm::convert_map(const Json& value, const wire::Shape& shape,
                                   const std::string& place) {
  if (!value.is_object()) return Value{value};
  Json made = Json::object();
  std::vector<std::pair<const std::string, Json>>& members = made.get_ref<Json::object_t&>();
  for (const auto& [name, content] : value.items()) {
    ASSIGN_OR_RETURN(Value converted,
                     convert(content, *shape.element, fmt::format("{}.{}", place, name)));
    if (converted) members.emplace_back(name, *std::move(converted));
  }
  return Value{std::move(made)};
}

const wire::Member* ApiForm::find_member(const wire::Shape& shape, const std::string& name) const {
  const std::string lowered = base::with_lower_first(name);
  if (spelling_ == Spelling::kPascal && lowered == name) return nullptr;
  return wire::find_member(shape, lowered);
}

}  // namespace flows::offline
