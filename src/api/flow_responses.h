#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "model/flow.h"
#include "store/flow_store.h"
#include "store/flow_version_store.h"

// The JSON texts of responses about flows. Members are in the order of their names, and absent ones
// are left out. Definitions are inserted as they were stored.
namespace flows::api {

// Returns the body of CreateFlow and UpdateFlow, and of GetFlow with the findings of the last
// preparation.
std::string flow_response(const base::Caller& caller, const model::Flow& flow);
std::string flow_summary(const base::Caller& caller, const store::FlowSummary& flow);

std::string flow_version_response(const base::Caller& caller, const model::FlowVersion& version);
std::string flow_version_summary(const base::Caller& caller, std::string_view flow_id,
                                 const store::FlowVersionSummary& version);

// Returns the body that describes an alias, which is also an element of ListFlowAliases.
std::string flow_alias_response(const base::Caller& caller, const model::FlowAlias& alias);

}  // namespace flows::api
