#include "api/handlers.h"

namespace flows::api {
namespace {

using wire::RunsOn;

// The table of contents of this room.
constexpr OperationRow kOperations[] = {
    {.name = "CreateFlow", .runs_on = RunsOn::kApiPool, .handler = create_flow},
    {.name = "CreateFlowAlias", .runs_on = RunsOn::kApiPool, .handler = create_flow_alias},
    {.name = "CreateFlowVersion", .runs_on = RunsOn::kApiPool, .handler = create_flow_version},
    {.name = "DeleteFlow", .runs_on = RunsOn::kApiPool, .handler = delete_flow},
    {.name = "GetFlow", .runs_on = RunsOn::kIoThread, .handler = get_flow},
    {.name = "GetFlowAlias", .runs_on = RunsOn::kIoThread, .handler = get_flow_alias},
    {.name = "GetFlowVersion", .runs_on = RunsOn::kIoThread, .handler = get_flow_version},
    {.name = "InvokeFlow", .runs_on = RunsOn::kFlowPool, .stream = invoke_flow},
    {.name = "ListFlowAliases", .runs_on = RunsOn::kApiPool, .handler = list_flow_aliases},
    {.name = "ListFlowVersions", .runs_on = RunsOn::kApiPool, .handler = list_flow_versions},
    {.name = "ListFlows", .runs_on = RunsOn::kApiPool, .handler = list_flows},
    {.name = "PrepareFlow", .runs_on = RunsOn::kApiPool, .handler = prepare_flow},
    {.name = "UpdateFlow", .runs_on = RunsOn::kApiPool, .handler = update_flow},
};

constexpr std::string_view kPrompts = "prompts are not kept yet";
constexpr std::string_view kTags = "tags are kept when they come with a create call only";
constexpr std::string_view kExecutions = "flows run synchronously only";
constexpr std::string_view kUpdates = "versions and aliases cannot be changed yet";

constexpr NotSupported kNotSupported[] = {
    {.name = "CreatePrompt", .reason = kPrompts},
    {.name = "CreatePromptVersion", .reason = kPrompts},
    {.name = "DeleteFlowAlias", .reason = kUpdates},
    {.name = "DeleteFlowVersion", .reason = kUpdates},
    {.name = "DeletePrompt", .reason = kPrompts},
    {.name = "GetExecutionFlowSnapshot", .reason = kExecutions},
    {.name = "GetFlowExecution", .reason = kExecutions},
    {.name = "GetPrompt", .reason = kPrompts},
    {.name = "ListFlowExecutionEvents", .reason = kExecutions},
    {.name = "ListFlowExecutions", .reason = kExecutions},
    {.name = "ListPrompts", .reason = kPrompts},
    {.name = "ListTagsForResource", .reason = kTags},
    {.name = "StartFlowExecution", .reason = kExecutions},
    {.name = "StopFlowExecution", .reason = kExecutions},
    {.name = "TagResource", .reason = kTags},
    {.name = "UntagResource", .reason = kTags},
    {.name = "UpdateFlowAlias", .reason = kUpdates},
    {.name = "UpdatePrompt", .reason = kPrompts},
    {.name = "ValidateFlowDefinition", .reason = "PrepareFlow is the way to validate"},
};

}  // namespace

std::span<const OperationRow> operations() { return kOperations; }

std::span<const NotSupported> not_supported() { return kNotSupported; }

}  // namespace flows::api
