#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "model/flow.h"
#include "store/flow_store.h"
#include "store/tag_store.h"

// Reading the conformed input of an operation. What the constraints of the API model promise is
// relied on: its absence is a bug.
namespace flows::api {

// A required member.
std::string text_member(const base::Json& input, std::string_view name);
// An optional one.
std::optional<std::string> optional_text_member(const base::Json& input, std::string_view name);
// An optional structure as compact JSON text.
std::optional<std::string> optional_json_member(const base::Json& input, std::string_view name);
// An optional boolean, false where it is absent.
bool flag_member(const base::Json& input, std::string_view name);

// The identifier in the member flowIdentifier, which may hold an ARN.
std::string flow_id(const base::Json& input);

// The flow that `identifier`, an ID or an ARN, means.
std::string_view flow_id_of(std::string_view identifier);

// The alias that `identifier`, an ID or an ARN, means inside the flow. Errors: kResourceNotFound
// where an ARN names another flow.
base::Result<std::string> alias_id(std::string_view flow_id, std::string_view identifier);

// Whether the caller asked for the large parts (includedData).
store::Parts included_parts(const base::Json& input);

// What CreateFlow and UpdateFlow say of a draft. Errors: kValidation, see
// validate/definition_checks.h.
base::Result<store::FlowDraft> read_draft(const base::Json& input);

// What CreateFlowAlias and UpdateFlowAlias say of an alias; its ID and times are not set.
model::FlowAlias read_alias(const base::Json& input);

// What skipResourceInUseCheck says.
store::InUseCheck in_use_check(const base::Json& input);

std::vector<store::Tag> read_tags(const base::Json& input);

}  // namespace flows::api
