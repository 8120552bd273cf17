#include "validate/definition_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "validate/subject.h"

namespace flows::validate {
namespace {

using base::find_member;
using base::Json;

std::string_view text_of(const Json& value, std::string_view name) {
  const auto* const member = find_member(value, name);
  CHECK(member != nullptr && member->is_string(), "the constraints ask for this text");
  return member->get_ref<const std::string&>();
}

class Checker {
 public:
  void check(const Json& definition, const std::string& path) {
    if (const auto* const nodes = find_member(definition, "nodes")) {
      for (std::size_t at = 0; at < nodes->size(); ++at) {
        check_node((*nodes)[at], fmt::format("{}.nodes.{}.member", path, at + 1));
      }
    }
    std::set<std::string_view> names;
    if (const auto* const connections = find_member(definition, "connections")) {
      for (std::size_t at = 0; at < connections->size(); ++at) {
        if (!names.insert(text_of((*connections)[at], "name")).second) {
          add(fmt::format("{}.connections.{}.member.name", path, at + 1),
              "Member must not have the name of another connection");
        }
      }
    }
  }

  std::vector<base::FieldError> take() && { return std::move(errors_); }

 private:
  void check_node(const Json& node, const std::string& path) {
    if (!node_names_.insert(text_of(node, "name")).second) {
      add(path + ".name", "Member must not have the name of another node");
    }
    const auto* const configuration = find_member(node, "configuration");
    if (configuration == nullptr || configuration->empty()) return;
    const auto key = configuration_key(text_of(node, "type"));
    const auto* const own = find_member(*configuration, key);
    if (own == nullptr) {
      add(path + ".configuration",
          fmt::format("Member must be '{}', as the type of the node asks for", key));
      return;
    }
    if (const auto* const inner = find_member(*own, "definition"); inner && key == "loop") {
      check(*inner, path + ".configuration.loop.definition");
    }
  }

  // A definition is sensitive, so its values are not repeated.
  void add(std::string path, std::string_view rule) {
    auto message = fmt::format("Value at '{}' failed to satisfy constraint: {}", path, rule);
    errors_.push_back({.name = std::move(path), .message = std::move(message)});
  }

  std::set<std::string_view> node_names_;
  std::vector<base::FieldError> errors_;
};

}  // namespace

base::Result<void> check_definition(const Json& definition) {
  Checker checker;
  checker.check(definition, "definition");
  auto errors = std::move(checker).take();
  if (errors.empty()) return {};
  std::vector<std::string_view> messages;
  messages.reserve(errors.size());
  for (const auto& error : errors) messages.push_back(error.message);
  return base::Error{
      .code = base::ErrorCode::kValidation,
      .message = fmt::format("{} validation error{} detected: {}", errors.size(),
                             errors.size() == 1 ? "" : "s", fmt::join(messages, "; ")),
      .fields = std::move(errors),
      .resource_name = {}};
}

}  // namespace flows::validate
