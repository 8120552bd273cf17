"""Definitions for tests, and what clients do with them again and again."""
import json
import uuid

from conftest import ROLE


def input_node(type="String", name="Start"):
    return {"name": name, "type": "Input", "outputs": [{"name": "document", "type": type}]}


def output_node(name="End", type="String", expression="$.data"):
    return {"name": name, "type": "Output",
            "inputs": [{"name": "document", "type": type, "expression": expression}]}


def prompt_node(name, text, **inline):
    source = {"templateType": "TEXT", "modelId": "amazon.nova-lite-v1:0",
              "templateConfiguration": {"text": {"text": text}}, **inline}
    return {"name": name, "type": "Prompt",
            "configuration": {"prompt": {"sourceConfiguration": {"inline": source}}},
            "inputs": [{"name": "text", "type": "String", "expression": "$.data"}],
            "outputs": [{"name": "modelCompletion", "type": "String"}]}


def data(source, output, target, input):
    return {"name": f"{source}{output}To{target}{input}", "type": "Data", "source": source,
            "target": target,
            "configuration": {"data": {"sourceOutput": output, "targetInput": input}}}


def smallest(type="String"):
    return {"nodes": [input_node(type), output_node(type=type)],
            "connections": [data("Start", "document", "End", "document")]}


def two_prompts():
    """First answers, and an output shows it; then Second, which a test may keep waiting."""
    return {"nodes": [input_node(), prompt_node("First", "one {{text}}"), output_node("Early"),
                      prompt_node("Second", "two {{text}}"), output_node("Late")],
            "connections": [data("Start", "document", "First", "text"),
                            data("First", "modelCompletion", "Early", "document"),
                            data("First", "modelCompletion", "Second", "text"),
                            data("Second", "modelCompletion", "Late", "document")]}


def create(server, definition=None, prepare=True, **client):
    """A new flow's ID."""
    agent = server.client("bedrock-agent", **client)
    arguments = {} if definition is None else {"definition": definition}
    flow = agent.create_flow(name=f"flow-{uuid.uuid4().hex}", executionRoleArn=ROLE, **arguments)
    if prepare:
        agent.prepare_flow(flowIdentifier=flow["id"])
    return flow["id"]


def invoke(server, flow, document, alias="TSTALIASID", node="Start", trace=False, **arguments):
    """The stream of events, not yet read."""
    answer = server.runtime.invoke_flow(
        flowIdentifier=flow, flowAliasIdentifier=alias, enableTrace=trace,
        inputs=[{"nodeName": node, "nodeOutputName": "document", "content": {"document": document}}],
        **arguments)
    return answer["responseStream"]


# What differs from run to run in events and traces.
VARYING = {"timestamp", "eventTime", "requestId", "sessionId", "flowArn", "flowAliasArn", "latencyMs",
           "Content-Length", "Date", "x-amzn-RequestId", "AWS_REQUEST_ID"}


def without_what_varies(value):
    if isinstance(value, dict):
        return {name: "varies" if name in VARYING else without_what_varies(member)
                for name, member in value.items()}
    return [*map(without_what_varies, value)] if isinstance(value, list) else value


def kinds(events):
    """The kind of each event; of a trace, its member."""
    return [next(iter(event["flowTraceEvent"]["trace"])) if "flowTraceEvent" in event
            else next(iter(event)) for event in events]


def put_backends(server, document):
    status, _, body = server.call("PUT", "/_local/backends", json.dumps(document))
    assert status == 200, body
