#include "offline/seed_ids.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/sha256.h"
#include "base/text/ascii.h"
#include "model/flow.h"

namespace flows::offline {
namespace {

using base::Json;
using base::Result;

constexpr std::size_t kIdCharacters = 10;
constexpr std::string_view kOurMetadata = "FlowsLocal";
constexpr std::string_view kIdMember = "Id";

}  // namespace

std::string text_in(const Json& input, std::string_view name) {
  const Json* member = base::find_member(input, name);
  return member != nullptr && member->is_string() ? member->get<std::string>() : "";
}

std::string last_segment(std::string_view identifier) {
  return std::string(identifier.substr(identifier.rfind('/') + 1));
}

std::string derived_id(const base::Caller& caller, std::string_view kind, std::string_view name) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string digest =
      base::sha256(fmt::format("{}\n{}\n{}\n{}", kind, caller.account, caller.region, name));
  std::string id;
  for (const char byte : digest.substr(0, kIdCharacters)) {
    id += kAlphabet[static_cast<unsigned char>(byte) % kAlphabet.size()];
  }
  return id;
}

Result<void> check_given_id(std::string_view id) {
  if (id == model::kTestAliasId) {
    return base::Error{base::ErrorCode::kValidation,
                       fmt::format("{} is the ID of the test alias, which every flow has", id)};
  }
  if (id.size() == kIdCharacters && std::ranges::all_of(id, base::is_alphanumeric)) return {};
  return base::Error{
      base::ErrorCode::kValidation,
      fmt::format("\"{}\" is no ID: an ID is ten letters and digits, such as FLOW000001", id)};
}

Result<std::string> id_in_metadata(const ResourceType& type, const Json& resource,
                                   const std::string& place, Evaluator& evaluator, Notes& notes) {
  const Json* metadata = base::find_member(resource, "Metadata");
  const Json* ours = metadata == nullptr ? nullptr : base::find_member(*metadata, kOurMetadata);
  if (ours == nullptr) return std::string();
  const std::string inside = fmt::format("{}.Metadata.{}", place, kOurMetadata);
  if (!ours->is_object()) return error_at(inside, "is no object with an Id");
  std::string id;
  for (const auto& [name, value] : ours->items()) {
    const std::string inner = fmt::format("{}.{}", inside, name);
    if (name != kIdMember) {
      notes.add(inner, "is not known here and has no effect");
      continue;
    }
    if (!type.has_own_id) {
      return error_at(inner, fmt::format("an {} has no ID of its own", type.name));
    }
    ASSIGN_OR_RETURN(const Value given, evaluator.evaluate(value, inner));
    id = given ? text_of(*given).value_or(base::to_text(*given)) : "";
    if (is_unknown(id)) return std::string();
    if (const auto checked = check_given_id(id); !checked) {
      return error_at(inner, checked.error().message);
    }
  }
  return id;
}

}  // namespace flows::offline
