"""Every answer of every operation served here is what the API model says it is."""
import json
import re
from pathlib import Path

import botocore.session
import pytest
from botocore.exceptions import ClientError

from conftest import ROLE
from flow_shapes import create, invoke, kinds, smallest

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")


def check(shape, value, path):
    """Fails where a raw JSON value is not of the shape."""
    kind = shape.type_name
    if getattr(shape, "is_document_type", False):
        return
    if kind == "structure":
        assert isinstance(value, dict), path
        assert set(value) <= set(shape.members), f"{path}: unknown {set(value) - set(shape.members)}"
        assert set(shape.required_members) <= set(value), f"{path}: missing"
        if getattr(shape, "is_tagged_union", False):
            assert len(value) == 1, path
        for name, member in value.items():
            check(shape.members[name], member, f"{path}.{name}")
    elif kind == "list":
        for index, item in enumerate(value):
            check(shape.member, item, f"{path}[{index}]")
    elif kind == "map":
        for name, member in value.items():
            check(shape.key, name, path)
            check(shape.value, member, f"{path}.{name}")
    elif kind == "string":
        assert isinstance(value, str), path
        assert not shape.enum or value in shape.enum, f"{path}: {value}"
        pattern = shape.metadata.get("pattern")
        assert not pattern or re.fullmatch(pattern, value), f"{path}: {value}"
        assert shape.metadata.get("min", 0) <= len(value) <= shape.metadata.get("max", len(value)), path
    elif kind == "timestamp":
        assert isinstance(value, str) and TIMESTAMP.fullmatch(value), f"{path}: {value}"
    elif kind == "boolean":
        assert isinstance(value, bool), path
    else:
        assert isinstance(value, (int, float)) and not isinstance(value, bool), path


class Checked:
    """A client all of whose raw answers are checked before it reads them."""

    def __init__(self, client):
        self.client, self.seen = client, set()
        client.meta.events.register("before-parse", self.check)

    def check(self, operation_model, response_dict, **_):
        self.seen.add(operation_model.name)
        status = response_dict["status_code"]
        if status >= 300 or operation_model.has_event_stream_output:
            return
        assert status == operation_model.http["responseCode"]
        check(operation_model.output_shape, json.loads(response_dict["body"]), operation_model.name)


def test_the_checker_finds_what_is_wrong():
    model = botocore.session.get_session().get_service_model("bedrock-agent")
    shape = model.operation_model("PrepareFlow").output_shape
    check(shape, {"id": "ABCDEFGHIJ", "status": "Preparing"}, "x")
    for wrong in ({"id": "ABCDEFGHIJ"}, {"id": "short", "status": "Preparing"},
                  {"id": "ABCDEFGHIJ", "status": "Soon"},
                  {"id": "ABCDEFGHIJ", "status": "Preparing", "more": 1}):
        with pytest.raises(AssertionError):
            check(shape, wrong, "x")


def test_answers_of_the_control_plane_fit_the_model(shared):
    checked = Checked(shared.agent)
    agent = checked.client
    tags = {"team": "flows"}
    flow = agent.create_flow(name="answers", executionRoleArn=ROLE, definition=smallest(), tags=tags,
                             description="all members",
                             customerEncryptionKeyArn="arn:aws:kms:us-east-1:123456789012:key/" + "a" * 36)
    identifier = flow["id"]
    agent.get_flow(flowIdentifier=identifier)
    agent.prepare_flow(flowIdentifier=identifier)
    assert agent.get_flow(flowIdentifier=identifier)["validations"] == []
    agent.create_flow_version(flowIdentifier=identifier, description="first")
    agent.get_flow_version(flowIdentifier=identifier, flowVersion="1")
    agent.list_flow_versions(flowIdentifier=identifier)
    alias = agent.create_flow_alias(flowIdentifier=identifier, name="live", description="d", tags=tags,
                                    routingConfiguration=[{"flowVersion": "1"}],
                                    concurrencyConfiguration={"type": "Manual", "maxConcurrency": 2})
    agent.get_flow_alias(flowIdentifier=identifier, aliasIdentifier=alias["id"])
    agent.list_flow_aliases(flowIdentifier=identifier)
    agent.list_flows()
    agent.update_flow(flowIdentifier=identifier, name="answers", executionRoleArn=ROLE)
    agent.prepare_flow(flowIdentifier=identifier)
    failed = agent.get_flow(flowIdentifier=identifier)
    assert failed["status"] == "Failed"
    assert [finding["type"] for finding in failed["validations"]] == [
        "MissingStartingNodes", "MissingEndingNodes"]
    agent.delete_flow(flowIdentifier=identifier, skipResourceInUseCheck=True)
    assert checked.seen == {
        "CreateFlow", "GetFlow", "PrepareFlow", "CreateFlowVersion", "GetFlowVersion", "ListFlowVersions",
        "CreateFlowAlias", "GetFlowAlias", "ListFlowAliases", "ListFlows", "UpdateFlow", "DeleteFlow"}


def test_events_and_traces_fit_the_model(shared):
    model = botocore.session.get_session().get_service_model("bedrock-agent-runtime")
    stream = model.operation_model("InvokeFlow").output_shape.members["responseStream"]
    flow_file = Path(__file__).parents[1] / "golden" / "flows" / "condition_in_iterator.json"
    flow = create(shared, json.loads(flow_file.read_text())["definition"])
    events = list(invoke(shared, flow, [1, 20], node="In1", trace=True))
    assert {"nodeInputTrace", "nodeOutputTrace", "conditionNodeResultTrace", "nodeActionTrace",
            "flowOutputEvent", "flowCompletionEvent"} == set(kinds(events))
    for event in json.loads(json.dumps(events, default=lambda time: time.strftime(
            "%Y-%m-%dT%H:%M:%S.000000000Z"))):
        (name, value), = event.items()
        check(stream.members[name], value, name)
    chains = [field["executionChain"] for event in events if "flowTraceEvent" in event
              for field in event["flowTraceEvent"]["trace"].get("nodeInputTrace", {}).get("fields", [])
              if "executionChain" in field]
    assert {chain[0]["index"] for chain in chains} == {0, 1}
    assert all(chain[0] == {**chain[0], "nodeName": "Each", "type": "Iterator"} for chain in chains)


def test_errors_fit_the_model(shared):
    model = botocore.session.get_session().get_service_model("bedrock-agent")
    with pytest.raises(ClientError) as raised:
        shared.agent.get_flow(flowIdentifier="ABCDEFGHIJ")
    declared = [shape.name for shape in model.operation_model("GetFlow").error_shapes]
    assert raised.value.response["Error"]["Code"] in declared
