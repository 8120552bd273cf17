#include "api/handlers.h"

namespace flows::api {
namespace {

using base::RunsOn;

// The table of all operations, and thus the table of contents of this room.
constexpr OperationRow kOperations[] = {
    {.name = "CreateFlow", .runs_on = RunsOn::kApiPool, .handler = create_flow},
    {.name = "CreateFlowAlias", .runs_on = RunsOn::kApiPool, .handler = create_flow_alias},
    {.name = "CreateFlowVersion", .runs_on = RunsOn::kApiPool, .handler = create_flow_version},
    {.name = "CreatePrompt", .runs_on = RunsOn::kApiPool, .handler = create_prompt},
    {.name = "CreatePromptVersion", .runs_on = RunsOn::kApiPool, .handler = create_prompt_version},
    {.name = "DeleteFlow", .runs_on = RunsOn::kApiPool, .handler = delete_flow},
    {.name = "DeleteFlowAlias", .runs_on = RunsOn::kApiPool, .handler = delete_flow_alias},
    {.name = "DeleteFlowVersion", .runs_on = RunsOn::kApiPool, .handler = delete_flow_version},
    {.name = "DeletePrompt", .runs_on = RunsOn::kApiPool, .handler = delete_prompt},
    {.name = "GetExecutionFlowSnapshot",
     .runs_on = RunsOn::kIoThread,
     .read = get_execution_flow_snapshot},
    {.name = "GetFlow", .runs_on = RunsOn::kIoThread, .read = get_flow},
    {.name = "GetFlowAlias", .runs_on = RunsOn::kIoThread, .read = get_flow_alias},
    {.name = "GetFlowExecution", .runs_on = RunsOn::kIoThread, .read = get_flow_execution},
    {.name = "GetFlowVersion", .runs_on = RunsOn::kIoThread, .read = get_flow_version},
    {.name = "GetPrompt", .runs_on = RunsOn::kIoThread, .read = get_prompt},
    {.name = "InvokeFlow",
     .runs_on = RunsOn::kFlowPool,
     .stream = invoke_flow,
     .on_io_thread = invoke_flow_on_io_thread},
    {.name = "ListFlowAliases", .runs_on = RunsOn::kApiPool, .handler = list_flow_aliases},
    {.name = "ListFlowExecutionEvents",
     .runs_on = RunsOn::kApiPool,
     .handler = list_flow_execution_events},
    {.name = "ListFlowExecutions",
     .runs_on = RunsOn::kIoThread,
     .read = list_flow_executions,
     .is_quick = lists_executions_of_all_aliases},
    {.name = "ListFlowVersions", .runs_on = RunsOn::kApiPool, .handler = list_flow_versions},
    {.name = "ListFlows", .runs_on = RunsOn::kApiPool, .handler = list_flows},
    {.name = "ListPrompts", .runs_on = RunsOn::kApiPool, .handler = list_prompts},
    {.name = "ListTagsForResource", .runs_on = RunsOn::kIoThread, .read = list_tags_for_resource},
    {.name = "PrepareFlow", .runs_on = RunsOn::kApiPool, .handler = prepare_flow},
    // The example in AWS's guide uses one name, the API model the other.
    {.name = "StartFlowExecution",
     .runs_on = RunsOn::kApiPool,
     .handler = start_flow_execution,
     .on_io_thread = start_flow_execution_on_io_thread,
     .synonym = {.other = "name", .member = "flowExecutionName"}},
    {.name = "StopFlowExecution", .runs_on = RunsOn::kApiPool, .handler = stop_flow_execution},
    {.name = "TagResource", .runs_on = RunsOn::kApiPool, .handler = tag_resource},
    {.name = "UntagResource", .runs_on = RunsOn::kApiPool, .handler = untag_resource},
    {.name = "UpdateFlow", .runs_on = RunsOn::kApiPool, .handler = update_flow},
    {.name = "UpdateFlowAlias", .runs_on = RunsOn::kApiPool, .handler = update_flow_alias},
    {.name = "UpdatePrompt", .runs_on = RunsOn::kApiPool, .handler = update_prompt},
    {.name = "ValidateFlowDefinition",
     .runs_on = RunsOn::kApiPool,
     .handler = validate_flow_definition},
};

}  // namespace

std::span<const OperationRow> operations() { return kOperations; }

}  // namespace flows::api
