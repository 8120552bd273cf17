#include "offline/request_file.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "base/text/ascii.h"

namespace flows::offline {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

// The pattern of names is a sequence of groups: a letter or digit, perhaps with a separator.
constexpr std::size_t kNameCharactersMax = 100;

// Turns the name of the file into the name of a flow: characters that are not allowed become
// hyphens, of which there are never two in a row and none at the beginning.
std::string flow_name(const std::filesystem::path& file) {
  std::string name;
  for (const char c : file.stem().string()) {
    if (base::is_alphanumeric(c)) {
      name += c;
    } else if (!name.empty() && base::is_alphanumeric(name.back())) {
      name += c == '_' ? '_' : '-';
    }
  }
  if (!name.empty() && !base::is_alphanumeric(name.back())) name.pop_back();
  return name.substr(0, kNameCharactersMax);
}

bool has(const Json& document, std::string_view name) {
  return base::find_member(document, name) != nullptr;
}

ApiCall create_flow(Json input, const base::Caller& caller) {
  if (!input.contains("executionRoleArn")) {
    input["executionRoleArn"] = fmt::format("arn:aws:iam::{}:role/flows-local", caller.account);
  }
  return {"CreateFlow", std::move(input)};
}

}  // namespace

bool is_definition(const Json& document) {
  return has(document, "nodes") && has(document, "connections");
}

bool is_flow_request(const Json& document) {
  return has(document, "definition") ||
         (has(document, "name") && has(document, "executionRoleArn"));
}

Result<ApiCall> read_request(const std::filesystem::path& file, const Json& document,
                             const base::Caller& caller) {
  if (is_definition(document)) {
    const std::string name = flow_name(file);
    if (name.empty()) {
      return Error{ErrorCode::kValidation,
                   "the flow would be called like its file, whose name has no letter or digit"};
    }
    return create_flow({{"name", name}, {"definition", document}}, caller);
  }
  if (has(document, "name") && is_flow_request(document)) return create_flow(document, caller);
  if (has(document, "name") && (has(document, "variants") || has(document, "defaultVariant"))) {
    return ApiCall{"CreatePrompt", document};
  }
  return Error{ErrorCode::kValidation,
               "is not a flow definition (with nodes and connections), a CreateFlow request (with "
               "name and definition), a CreatePrompt request (with name and variants) or a "
               "CloudFormation template (with Resources)"};
}

}  // namespace flows::offline
