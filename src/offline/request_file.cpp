#include "offline/request_file.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/text/ascii.h"
#include "offline/seed_ids.h"

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

Result<ApiCall> create_flow(const std::filesystem::path& file, Json input,
                            const base::Caller& caller) {
  if (!input.contains("name")) {
    const std::string name = flow_name(file);
    if (name.empty()) {
      return Error{ErrorCode::kValidation,
                   "the flow would be called like its file, whose name has no letter or digit"};
    }
    input["name"] = name;
  }
  if (!input.contains("executionRoleArn")) input["executionRoleArn"] = local_role(caller);
  return ApiCall{.operation = "CreateFlow", .input = std::move(input)};
}

// Adds the ID that a response of GetFlow or GetPrompt has.
Result<ApiCall> with_given_id(ApiCall call) {
  const Json* id = base::find_member(call.input, "id");
  if (id == nullptr) return call;
  call.given_id = id->is_string() ? id->get<std::string>() : base::to_text(*id);
  RETURN_IF_ERROR(check_given_id(call.given_id));
  return call;
}

// Checks whether a document is a request of CreateFlow or UpdateFlow or a response of GetFlow and
// similar operations: it has a definition, or the name and role of a flow that has none yet.
bool is_flow_request(const Json& document) {
  return has(document, "definition") ||
         (has(document, "name") && has(document, "executionRoleArn"));
}

bool is_prompt_request(const Json& document) {
  return has(document, "name") && (has(document, "variants") || has(document, "defaultVariant"));
}

}  // namespace

std::string local_role(const base::Caller& caller) {
  return fmt::format("arn:aws:iam::{}:role/flows-local", caller.account);
}

bool is_definition(const Json& document) {
  const Json* nodes = base::find_member(document, "nodes");
  const Json* connections = base::find_member(document, "connections");
  if (nodes != nullptr && connections != nullptr) return true;
  // The API requires neither, but a document of another kind may have one member of that name.
  const Json* only = nodes != nullptr ? nodes : connections;
  return only != nullptr && only->is_array();
}

Result<std::optional<ApiCall>> read_request(const std::filesystem::path& file, const Json& document,
                                            const base::Caller& caller) {
  using Found = std::optional<ApiCall>;
  if (is_definition(document)) {
    ASSIGN_OR_RETURN(ApiCall call, create_flow(file, {{"definition", document}}, caller));
    return Found(std::move(call));
  }
  if (is_flow_request(document)) {
    ASSIGN_OR_RETURN(ApiCall call, create_flow(file, document, caller));
    ASSIGN_OR_RETURN(call, with_given_id(std::move(call)));
    return Found(std::move(call));
  }
  if (!is_prompt_request(document)) return Found();
  ASSIGN_OR_RETURN(ApiCall call, with_given_id({.operation = "CreatePrompt", .input = document}));
  return Found(std::move(call));
}

}  // namespace flows::offline
