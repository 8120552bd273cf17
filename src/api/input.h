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

// Reads the input of an operation after validation. The constraints of the API model hold; a value
// that violates them is a bug.
namespace flows::api {

// Returns a required member.
std::string text_member(const base::Json& input, std::string_view name);
// Returns an optional member, or nullopt.
std::optional<std::string> optional_text_member(const base::Json& input, std::string_view name);
// Returns an optional structure as compact JSON text.
std::optional<std::string> optional_json_member(const base::Json& input, std::string_view name);
// Returns an optional boolean, false if it is absent.
bool flag_member(const base::Json& input, std::string_view name);

// Returns the flow ID in the member flowIdentifier, which may hold an ARN.
std::string flow_id(const base::Json& input);

// Returns the flow that `identifier`, an ID or an ARN, names.
std::string_view flow_id_of(std::string_view identifier);

// Returns the alias that `identifier`, an ID or an ARN, names inside the flow. Errors:
// kResourceNotFound if an ARN names another flow.
base::Result<std::string> alias_id(std::string_view flow_id, std::string_view identifier);

// Returns which parts of a resource the caller asked for (includedData).
store::Parts included_parts(const base::Json& input);

// Reads the draft that CreateFlow and UpdateFlow describe. Errors: kValidation, see
// validate/definition_checks.h.
base::Result<store::FlowDraft> read_draft(const base::Json& input);

// Reads the alias that CreateFlowAlias and UpdateFlowAlias describe; its ID and times are not set.
model::FlowAlias read_alias(const base::Json& input);

// Returns skipResourceInUseCheck.
store::InUseCheck in_use_check(const base::Json& input);

std::vector<store::Tag> read_tags(const base::Json& input);

}  // namespace flows::api
