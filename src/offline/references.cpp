#include "offline/references.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "base/text/ascii.h"

namespace flows::offline {
namespace {

using base::Error;
using base::Json;
using base::Result;

constexpr std::string_view kPartition = "aws";

// U+E000 is in the area for private use: no text contains it by chance.
constexpr std::string_view kUnknownMark = "\xEE\x80\x80";

// The values that are assumed for resources that are not created here: as CloudFormation would make
// them, with a name or an id derived from the logical id. An empty attribute stands for Ref.
struct ForeignValue {
  std::string_view type;
  std::string_view attribute;
  std::string_view form;
};

constexpr ForeignValue kForeignValues[] = {
    {"AWS::IAM::Role", "Arn", "arn:aws:iam::{account}:role/{name}"},
    {"AWS::Lambda::Function", "Arn", "arn:aws:lambda:{region}:{account}:function:{name}"},
    {"AWS::Serverless::Function", "Arn", "arn:aws:lambda:{region}:{account}:function:{name}"},
    {"AWS::S3::Bucket", "Arn", "arn:aws:s3:::{name}"},
    {"AWS::KMS::Key", "", "{key}"},
    {"AWS::KMS::Key", "Arn", "arn:aws:kms:{region}:{account}:key/{key}"},
    {"AWS::Bedrock::KnowledgeBase", "", "{id}"},
    {"AWS::Bedrock::KnowledgeBase", "KnowledgeBaseId", "{id}"},
    {"AWS::Bedrock::Agent", "AgentId", "{id}"},
    {"AWS::Bedrock::AgentAlias", "AgentAliasArn",
     "arn:aws:bedrock:{region}:{account}:agent-alias/{id}/{id}"},
    {"AWS::Bedrock::Guardrail", "GuardrailId", "{id}"},
    {"AWS::Lex::BotAlias", "Arn", "arn:aws:lex:{region}:{account}:bot-alias/{id}/{id}"},
};

// Makes an id of `length` letters and digits: the beginning of the logical id, then zeros.
std::string id_of(const std::string& logical_id, std::size_t length) {
  std::string id = logical_id.substr(0, length);
  id.resize(length, '0');
  return id;
}

// Returns nullopt if the name is no pseudo parameter.
std::optional<Value> pseudo_parameter(const std::string& name, const TemplateSource& source) {
  const base::Caller& caller = source.caller;
  if (name == "AWS::AccountId") return caller.account;
  if (name == "AWS::Region") return caller.region;
  if (name == "AWS::Partition") return std::string(kPartition);
  if (name == "AWS::URLSuffix") return std::string("amazonaws.com");
  if (name == "AWS::StackName") return source.stack_name;
  if (name == "AWS::StackId") {
    return fmt::format("arn:aws:cloudformation:{}:{}:stack/{}/local", caller.region, caller.account,
                       source.stack_name);
  }
  if (name == "AWS::NoValue") return Value{};
  return std::nullopt;
}

std::string type_of(const Json& resource) {
  const Json* type = base::find_member(resource, "Type");
  return type != nullptr && type->is_string() ? type->get<std::string>() : "";
}

// Returns the name that its creator would give a resource: the property BucketName of an
// AWS::S3::Bucket if that is plain text, else the logical id. Bucket names are in lower case,
// because S3 allows no others.
std::string physical_name(const std::string& id, const Json& resource) {
  const std::string type = type_of(resource);
  const std::size_t last = type.rfind(':');
  const std::string property = (last == type.npos ? type : type.substr(last + 1)) + "Name";
  const Json* properties = base::find_member(resource, "Properties");
  const Json* name = properties == nullptr ? nullptr : base::find_member(*properties, property);
  if (name != nullptr && name->is_string()) return name->get<std::string>();
  if (type != "AWS::S3::Bucket") return id;
  return base::lowered(id);
}

// Returns the items of a list that is written as one text, without the blanks around them.
Json split_at_commas(std::string_view text) {
  Json list = Json::array();
  while (true) {
    const std::string_view item = text.substr(0, text.find(','));
    const std::size_t start = item.find_first_not_of(' ');
    const std::size_t end = item.find_last_not_of(' ') + 1;
    list.push_back(start == item.npos ? "" : item.substr(start, end - start));
    if (item.size() == text.size()) return list;
    text.remove_prefix(item.size() + 1);
  }
}

}  // namespace

std::string marked(std::string_view name) { return fmt::format("{}{}", kUnknownMark, name); }

bool is_unknown(std::string_view text) { return text.find(kUnknownMark) != text.npos; }

std::string without_marks(std::string_view text) {
  std::string plain;
  while (true) {
    const std::size_t mark = text.find(kUnknownMark);
    plain += text.substr(0, mark);
    if (mark == text.npos) return plain;
    text.remove_prefix(mark + kUnknownMark.size());
  }
}

Lookup example_values(const TemplateSource& source) {
  return [&source](const std::string& id, const ValueSource& value) -> Result<std::string> {
    const ResourceType* type = find_resource_type(type_of(source.section("Resources").at(id)));
    CHECK(type != nullptr, "only what can be created is looked up");
    return type->example(value, source.caller);
  };
}

std::string References::unknown(std::string_view name, const std::string& place,
                                std::string_view why) const {
  notes_.add_unknown({.place = place, .name = std::string(name), .why = std::string(why)});
  return marked(name);
}

Result<Value> References::ref(const std::string& name, const std::string& place) const {
  if (auto pseudo = pseudo_parameter(name, source_)) return *std::move(pseudo);
  if (const Json* declaration = base::find_member(source_.section("Parameters"), name)) {
    return parameter(name, *declaration, place);
  }
  const Json* resource = base::find_member(source_.section("Resources"), name);
  if (resource == nullptr) {
    return error_at(place, fmt::format("{} is no parameter or resource of this template", name));
  }
  const ResourceType* type = find_resource_type(type_of(*resource));
  if (type == nullptr) return Value{made_up(name, *resource, "", place)};
  ASSIGN_OR_RETURN(std::string text, look_up(name, type->ref[0], place));
  if (!type->ref[1].member.empty()) {
    ASSIGN_OR_RETURN(const std::string second, look_up(name, type->ref[1], place));
    text += "|" + second;
  }
  return Value{std::move(text)};
}

Result<Value> References::attribute(const std::string& id, const std::string& attribute,
                                    const std::string& place) const {
  if (attribute.empty()) return error_at(place, "names no attribute");
  const Json* resource = base::find_member(source_.section("Resources"), id);
  if (resource == nullptr) {
    return error_at(place, fmt::format("{} is no resource of this template", id));
  }
  const ResourceType* type = find_resource_type(type_of(*resource));
  if (type == nullptr) return Value{made_up(id, *resource, attribute, place)};
  const std::optional<ValueSource> source = type->find_attribute(attribute);
  if (!source) {
    return error_at(place, fmt::format("an {} has no attribute {}", type->name, attribute));
  }
  ASSIGN_OR_RETURN(std::string text, look_up(id, *source, place));
  return Value{std::move(text)};
}

Json References::import(const std::string& name, const std::string& place) const {
  if (const auto found = imports_.find(name); found != imports_.end()) return found->second;
  if (source_.imports.contains(name)) {
    return unknown(name, place,
                   fmt::format("the export {} has no value, for what it refers to cannot be "
                               "created before, or does not exist any more",
                               name));
  }
  return unknown(
      name, place,
      fmt::format("no file here exports {} with a value that is known: add its template, or use a "
                  "parameter with a Default",
                  name));
}

Result<Value> References::parameter(const std::string& name, const Json& declaration,
                                    const std::string& place) const {
  const std::string type = type_of(declaration);
  if (type.starts_with("AWS::SSM::")) {
    return Value{
        unknown(name, place,
                fmt::format("the parameter {} is kept by AWS Systems Manager, where nothing is "
                            "looked up: make its Type String and give it the value as Default",
                            name))};
  }
  const bool is_list = type == "CommaDelimitedList" || type.starts_with("List<");
  const Json* value = base::find_member(declaration, "Default");
  if (value == nullptr) {
    Json mark =
        unknown(name, place,
                fmt::format("the parameter {} has no Default, and a template is read without "
                            "anybody to give it a value: add a Default",
                            name));
    return Value{is_list ? Json::array({std::move(mark)}) : std::move(mark)};
  }
  if (value->is_structured() || value->is_null()) {
    return error_at(place, fmt::format("the Default of the parameter {} is no plain value", name));
  }
  if (is_list && value->is_string()) return Value{split_at_commas(value->get<std::string>())};
  return Value{*value};
}

Result<std::string> References::look_up(const std::string& id, const ValueSource& source,
                                        const std::string& place) const {
  auto found = lookup_(id, source);
  if (found) return found;
  if (found.error().code == base::ErrorCode::kResourceNotFound) {
    return error_at(place, found.error().message);
  }
  return unknown(id, place, found.error().message);
}

std::string References::made_up(const std::string& id, const Json& resource,
                                std::string_view attribute, const std::string& place) const {
  const std::string type = type_of(resource);
  const auto* const row = std::ranges::find_if(kForeignValues, [&](const ForeignValue& value) {
    return value.type == type && value.attribute == attribute;
  });
  std::string text = physical_name(id, resource);
  if (row != std::end(kForeignValues)) {
    text =
        fmt::format(fmt::runtime(row->form), fmt::arg("name", text), fmt::arg("id", id_of(id, 10)),
                    fmt::arg("key", id_of(id, 36)), fmt::arg("region", source_.caller.region),
                    fmt::arg("account", source_.caller.account));
  } else if (!attribute.empty()) {
    return unknown(fmt::format("{}.{}", id, attribute), place,
                   fmt::format("{} of the {} {} is not known, since such resources are not "
                               "created here: use a parameter with a Default",
                               attribute, type, id));
  }
  notes_.add_made_up(attribute.empty() ? id : fmt::format("{}.{}", id, attribute), text);
  return text;
}

}  // namespace flows::offline
