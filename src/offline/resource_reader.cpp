#include "offline/resource_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "base/check.h"
#include "base/json_text.h"
#include "base/limits.h"
#include "base/text/ascii.h"
#include "offline/api_form.h"
#include "offline/s3_location.h"
#include "offline/text_document.h"

namespace flows::offline {
namespace {

using base::Error;
using base::Json;
using base::Result;

constexpr std::string_view kDefinitionText = "DefinitionString";
constexpr std::string_view kSubstitutions = "DefinitionSubstitutions";
constexpr std::string_view kDefinitionFile = "DefinitionS3Location";

const Json& properties_of(const Json& resource) {
  static const Json none = Json::object();
  const Json* properties = base::find_member(resource, "Properties");
  return properties == nullptr ? none : *properties;
}

// Returns the member of the input that a property becomes, or nullptr if it becomes none.
const wire::Member* member_of(const ResourceType& type, const std::string& property) {
  const wire::Shape& input = *type.model().input;
  if (property == type.parent_property) return wire::find_member(input, type.parent_label);
  const std::string name = base::with_lower_first(property);
  const wire::Member* member = name == property ? nullptr : wire::find_member(input, name);
  if (member == nullptr || member->idempotency_token) return nullptr;
  return member->location == wire::Location::kBody ? member : nullptr;
}

// Returns `text` as it is written inside a JSON string.
std::string escaped(const std::string& text) {
  std::string quoted;
  base::append_json_string(quoted, text);
  return quoted.substr(1, quoted.size() - 2);
}

// Returns `text` with each ${key} replaced. Braces around anything but a key do not change.
Result<std::string> put_values(std::string_view text,
                               const std::map<std::string, std::string, std::less<>>& values,
                               const std::string& place) {
  std::size_t longest = 0;
  for (const auto& [key, value] : values) longest = std::max(longest, key.size());
  std::string made;
  while (true) {
    const std::size_t start = text.find("${");
    made += text.substr(0, start);
    if (start == text.npos) return made;
    text.remove_prefix(start + 2);
    // The search ends where no key can reach, because a text may open many braces and close none.
    const std::size_t end = text.substr(0, longest + 1).find('}');
    const auto found = end == text.npos ? values.end() : values.find(text.substr(0, end));
    if (found == values.end()) {
      made += "${";
      continue;
    }
    made += found->second;
    text.remove_prefix(end + 1);
    if (made.size() > base::limits::kTemplateTextBytesMax) {
      return error_at(place, fmt::format("{} makes the definition larger than {} bytes",
                                         kSubstitutions, base::limits::kTemplateTextBytesMax));
    }
  }
}

// Returns a JSON text with each ${key} of DefinitionSubstitutions replaced by its value.
Result<std::string> replace_keys(const std::string& text, const Json& values,
                                 const std::string& place) {
  if (!values.is_object()) return error_at(place, fmt::format("{} is no map", kSubstitutions));
  std::map<std::string, std::string, std::less<>> texts;
  for (const auto& [key, value] : values.items()) {
    const std::optional<std::string> plain = text_of(value);
    if (!plain) {
      return error_at(fmt::format("{}.{}.{}", place, kSubstitutions, key),
                      "is no text, number or boolean");
    }
    texts[key] = escaped(*plain);
  }
  return put_values(text, texts, place);
}

// Returns the value of a property, or nullopt if it is absent or AWS::NoValue.
Result<Value> evaluate_property(const Json& properties, std::string_view name,
                                const std::string& place, Evaluator& evaluator) {
  const Json* value = base::find_member(properties, name);
  if (value == nullptr) return Value{};
  return evaluator.evaluate(*value, fmt::format("{}.{}", place, name));
}

// The text of a definition, from one of the properties that can hold one.
struct DefinitionText {
  std::string place;   // that of the property
  std::string s3_uri;  // of the object that holds the text; empty for DefinitionString
  std::string text;
};

// Returns the text in DefinitionString or at DefinitionS3Location, or nullopt if both are absent.
Result<std::optional<DefinitionText>> find_definition_text(const Json& properties,
                                                           const std::string& place,
                                                           Evaluator& evaluator, Notes& notes) {
  using Found = std::optional<DefinitionText>;
  ASSIGN_OR_RETURN(const Value text,
                   evaluate_property(properties, kDefinitionText, place, evaluator));
  const std::string text_place = fmt::format("{}.{}", place, kDefinitionText);
  if (text && !text->is_string()) return error_at(text_place, "is no text");
  std::optional<S3Text> object;
  const std::string file_place = fmt::format("{}.{}", place, kDefinitionFile);
  if (const Json* location = base::find_member(properties, kDefinitionFile)) {
    ASSIGN_OR_RETURN(object, text_in_s3(*location, file_place, evaluator, notes));
  }
  if (text && object) {
    return error_at(
        place, fmt::format("{} and {} cannot both be given", kDefinitionText, kDefinitionFile));
  }
  if (text) return Found{{.place = text_place, .s3_uri = {}, .text = text->get<std::string>()}};
  if (!object) return Found{};
  return Found{{.place = file_place, .s3_uri = object->uri, .text = std::move(object->text)}};
}

Result<Json> parse_definition(const DefinitionText& found) {
  if (!found.s3_uri.empty()) {
    auto document = parse_text_document(found.s3_uri, found.text);
    if (!document) return error_at(found.place, document.error().message);
    return std::move(document->content);
  }
  auto parsed = base::parse_json(found.text, "the text", base::TextPlace::kLineAndColumn);
  if (!parsed) return error_at(found.place, parsed.error().message);
  return parsed;
}

// Returns the definition that a property holds as a text, or nullopt if none does. It is an error
// if there is one beside the property Definition.
Result<Value> definition_from_text(const Json& properties, const wire::Shape& shape,
                                   const std::string& place, Evaluator& evaluator, Notes& notes,
                                   bool has_definition) {
  ASSIGN_OR_RETURN(auto found, find_definition_text(properties, place, evaluator, notes));
  ASSIGN_OR_RETURN(const Value values,
                   evaluate_property(properties, kSubstitutions, place, evaluator));
  if (!found) {
    if (values) {
      notes.add(fmt::format("{}.{}", place, kSubstitutions),
                fmt::format("has no effect, since keys are replaced in {} and at {} only",
                            kDefinitionText, kDefinitionFile));
    }
    return Value{};
  }
  if (has_definition) {
    return error_at(place, fmt::format("Definition and {} cannot both be given",
                                       found->place.substr(place.size() + 1)));
  }
  if (find_unread_text(found->text)) return Value{found->text};
  if (values && is_unknown_text(*values)) return values;
  if (values) {
    ASSIGN_OR_RETURN(found->text, replace_keys(found->text, *values, place));
  }
  const auto parsed = parse_definition(*found);
  // What stands for an unknown value may break the syntax that the value itself does not.
  if (!parsed && is_unknown(found->text)) return Value{std::move(found->text)};
  if (!parsed) return parsed.error();
  if (!parsed->is_object()) return error_at(found->place, "is no JSON object");
  return ApiForm(nullptr, Spelling::kEither, notes).convert(*parsed, shape, found->place);
}

// Adds the definition to the input of a flow; several properties can provide it.
Result<void> add_definition(const ResourceType& type, const Json& properties,
                            const std::string& place, Evaluator& evaluator, Notes& notes,
                            Json& input) {
  const wire::Member* member = wire::find_member(*type.model().input, "definition");
  CHECK(member != nullptr, "CreateFlow takes a definition");
  ASSIGN_OR_RETURN(Value definition,
                   definition_from_text(properties, *member->shape, place, evaluator, notes,
                                        input.contains("definition")));
  if (definition) input["definition"] = *std::move(definition);
  return {};
}

bool is_special(const ResourceType& type, const std::string& property) {
  if (property == type.test_alias_property) return true;
  return type.name == kFlowType &&
         (property == kDefinitionText || property == kSubstitutions || property == kDefinitionFile);
}

}  // namespace

Result<Json> creation_input(const ResourceType& type, const Json& resource,
                            const std::string& place, Evaluator& evaluator, Notes& notes) {
  const std::string inside = place + ".Properties";
  const Json& properties = properties_of(resource);
  if (!properties.is_object()) return error_at(inside, "is no object");
  Json input = Json::object();
  for (const auto& [property, value] : properties.items()) {
    if (is_special(type, property)) continue;
    const std::string inner = fmt::format("{}.{}", inside, property);
    const wire::Member* member = member_of(type, property);
    if (member == nullptr) {
      notes.add(inner, fmt::format("is no known property of an {} and is left out", type.name));
      continue;
    }
    // A definition and a list of variants are not judged if a part of them is unknown.
    const bool is_judged = member->name == "definition" || member->name == "variants";
    const UnknownPart unknown_part = is_judged ? UnknownPart::kMarked : UnknownPart::kLeftOut;
    ASSIGN_OR_RETURN(Value converted, ApiForm(&evaluator, Spelling::kPascal, notes, unknown_part)
                                          .convert(value, *member->shape, inner));
    if (converted) input[std::string(member->name)] = *std::move(converted);
  }
  if (type.name == kFlowType) {
    RETURN_IF_ERROR(add_definition(type, properties, inside, evaluator, notes, input));
  }
  return input;
}

Result<Value> test_alias_tags(const ResourceType& type, const Json& resource,
                              const std::string& place, Evaluator& evaluator, Notes& notes) {
  const Json* tags = base::find_member(properties_of(resource), type.test_alias_property);
  if (tags == nullptr) return Value{};
  const wire::Member* member =
      wire::find_member(*wire::find_operation("TagResource")->input, "tags");
  CHECK(member != nullptr, "TagResource takes tags");
  return ApiForm(&evaluator, Spelling::kPascal, notes)
      .convert(*tags, *member->shape,
               fmt::format("{}.Properties.{}", place, type.test_alias_property));
}

}  // namespace flows::offline
