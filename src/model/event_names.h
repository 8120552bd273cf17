#pragma once

#include <string_view>

#include "base/result.h"
#include "model/flow_event.h"

// The names that stored events use, for the code that writes and reads them.
namespace flows::model {

struct EventKindName {
  FlowEventKind kind;
  std::string_view name;
};

inline constexpr EventKindName kEventKinds[] = {
    {FlowEventKind::kFlowInput, "flowInput"},
    {FlowEventKind::kFlowOutput, "flowOutput"},
    {FlowEventKind::kFlowFailure, "flowFailure"},
    {FlowEventKind::kNodeInput, "nodeInput"},
    {FlowEventKind::kNodeOutput, "nodeOutput"},
    {FlowEventKind::kNodeAction, "nodeAction"},
    {FlowEventKind::kNodeDependency, "nodeDependency"},
    {FlowEventKind::kConditionResult, "conditionResult"},
    {FlowEventKind::kNodeFailure, "nodeFailure"},
    {FlowEventKind::kNodeSpread, "nodeSpread"},
    {FlowEventKind::kPassEnded, "passEnded"},
    {FlowEventKind::kInputRequired, "inputRequired"},
    {FlowEventKind::kInputGiven, "inputGiven"},
};

struct FailureCode {
  base::ErrorCode code;
  std::string_view name;
};

// The codes with which a run can fail.
inline constexpr FailureCode kFailureCodes[] = {
    {base::ErrorCode::kAccessDenied, "accessDenied"},
    {base::ErrorCode::kBadGateway, "badGateway"},
    {base::ErrorCode::kConflict, "conflict"},
    {base::ErrorCode::kDependencyFailed, "dependencyFailed"},
    {base::ErrorCode::kInternalServer, "internalServer"},
    {base::ErrorCode::kResourceNotFound, "resourceNotFound"},
    {base::ErrorCode::kServiceQuotaExceeded, "serviceQuotaExceeded"},
    {base::ErrorCode::kThrottling, "throttling"},
    {base::ErrorCode::kValidation, "validation"},
};

}  // namespace flows::model
