"""What the two API models declare, as botocore has them: never the tables the server is made of."""
import re

import botocore.session

CONTROL, RUNTIME = "bedrock-agent", "bedrock-agent-runtime"
OPERATIONS = {
    CONTROL: (
        "CreateFlow", "GetFlow", "UpdateFlow", "DeleteFlow", "ListFlows", "PrepareFlow",
        "ValidateFlowDefinition", "CreateFlowVersion", "GetFlowVersion", "DeleteFlowVersion",
        "ListFlowVersions", "CreateFlowAlias", "GetFlowAlias", "UpdateFlowAlias",
        "DeleteFlowAlias", "ListFlowAliases", "CreatePrompt", "GetPrompt", "UpdatePrompt",
        "DeletePrompt", "ListPrompts", "CreatePromptVersion", "TagResource", "UntagResource",
        "ListTagsForResource"),
    RUNTIME: (
        "InvokeFlow", "StartFlowExecution", "GetFlowExecution", "ListFlowExecutions",
        "ListFlowExecutionEvents", "StopFlowExecution", "GetExecutionFlowSnapshot")}
SERVED = tuple(name for names in OPERATIONS.values() for name in names)

# Where the service is known to behave unlike its model: by shape, the traits that replace the
# model's.
REQUEST_DEPARTURES = {
    # 39 connections were seen to deploy.
    "FlowConnections": {"max": 100},
    # The console makes longer names than the model allows.
    "FlowConnectionName": {"max": 200, "pattern": "[a-zA-Z]([_]?[0-9a-zA-Z]){1,199}"},
    # The model writes /d where it means \d, so that no ARN fits.
    "TaggableResourcesArn": {"pattern": (
        "arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:(flow/[0-9a-zA-Z]{10}"
        "(/alias/[0-9a-zA-Z]{10})?|prompt/[0-9a-zA-Z]{10}(:[0-9]{1,5})?)")},
    # A route without a version leads nowhere.
    "FlowAliasRoutingConfigurationListItem": {"required": ["flowVersion"]},
}
ANSWER_DEPARTURES = {
    "FlowConnections": REQUEST_DEPARTURES["FlowConnections"],
    "FlowConnectionName": REQUEST_DEPARTURES["FlowConnectionName"],
    # The model's ten is the default size of a page; maxResults may ask for a thousand.
    **dict.fromkeys(("FlowSummaries", "FlowVersionSummaries", "FlowAliasSummaries",
                     "PromptSummaries"), {"max": 1000}),
    # Nodes may have more inputs and outputs than the lists of a trace; all are sent.
    "FlowTraceNodeInputFields": {"max": 20},
    "FlowTraceNodeOutputFields": {"max": 5},
}

_session = botocore.session.get_session()
MODELS = {service: _session.get_service_model(service) for service in OPERATIONS}


def service_of(operation):
    return next(service for service, names in OPERATIONS.items() if operation in names)


def operation_model(operation):
    return MODELS[service_of(operation)].operation_model(operation)


def kind_of(shape):
    return "document" if getattr(shape, "is_document_type", False) else shape.type_name


def is_union(shape):
    return getattr(shape, "is_tagged_union", False)


def traits_of(shape, departures):
    """The traits of a shape. Its pattern is one for the whole text, as AWS's messages quote it:
    without the outermost ^ and $."""
    traits = {**shape.metadata, **departures.get(shape.name, {})}
    if "pattern" in traits:
        traits["pattern"] = traits["pattern"].removeprefix("^").removesuffix("$")
    return traits


def matches(pattern, text):
    """Whether all of a text matches; letters and digits are those of ASCII."""
    return re.compile(pattern, re.ASCII).fullmatch(text) is not None
