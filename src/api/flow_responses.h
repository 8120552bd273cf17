#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "model/flow.h"
#include "store/flow_store.h"
#include "store/flow_version_store.h"

// The JSON texts of answers about flows. Members stand in the order of their names; what is absent
// is left out. Definitions are spliced in as they were stored.
namespace flows::api {

// What CreateFlow and UpdateFlow answer, and GetFlow with the findings of the last preparation.
std::string flow_answer(const base::Caller& caller, const model::Flow& flow);
std::string flow_summary(const base::Caller& caller, const store::FlowSummary& flow);

std::string flow_version_answer(const base::Caller& caller, const model::FlowVersion& version);
std::string flow_version_summary(const base::Caller& caller, std::string_view flow_id,
                                 const store::FlowVersionSummary& version);

// The same text is a line of ListFlowAliases.
std::string flow_alias_answer(const base::Caller& caller, const model::FlowAlias& alias);

}  // namespace flows::api
