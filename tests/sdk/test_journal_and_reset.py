"""What GET /_local/requests tells of calls, and what POST /_local/reset leaves of state."""
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, EventStreamError

from conftest import ROLE
from flow_shapes import (create, data, input_node, invoke, output_node, put_backends, smallest,
                         two_prompts)


def journal(server, query=""):
    status, _, body = server.call("GET", f"/_local/requests{query}")
    assert status == 200, body
    return json.loads(body)["requests"]


def empty(server):
    assert server.call("DELETE", "/_local/requests")[0] == 204
    assert journal(server) == []


def test_every_call_is_journaled_with_its_end(start):
    server = start("--in-memory")
    agent = server.client("bedrock-agent", region="eu-west-1", access_key="210987654321")
    flow = agent.create_flow(name="one", executionRoleArn=ROLE)
    with pytest.raises(ClientError):
        agent.create_flow(name="one", executionRoleArn=ROLE)
    agent.get_flow(flowIdentifier=flow["arn"])
    server.call("GET", "/no/such/path")
    unknown, got, refused, created = journal(server)
    assert created.items() >= {"service": "bedrock-agent", "operation": "CreateFlow", "status": 201,
                               "account": "210987654321", "region": "eu-west-1"}.items()
    assert created["requestId"] == flow["ResponseMetadata"]["RequestId"]
    assert "errorCode" not in created and created["durationMs"] >= 0
    assert (refused["status"], refused["errorCode"]) == (409, "ConflictException")
    assert (got["operation"], got["flow"]) == ("GetFlow", flow["id"])
    assert (unknown["status"], unknown["errorCode"]) == (404, "UnknownOperationException")
    assert "operation" not in unknown
    assert journal(server, f"?flow={flow['id']}") == [got]
    assert journal(server, "?operation=CreateFlow&status=201&limit=5") == [created]


def test_a_stream_is_journaled_by_how_it_ended(start):
    server = start("--in-memory")
    good = create(server, smallest())
    bad = create(server, {"nodes": [input_node("Object"), output_node(expression="$.data.missing")],
                          "connections": [data("Start", "document", "End", "document")]})
    empty(server)
    list(invoke(server, good, "hello"))
    with pytest.raises(EventStreamError):
        list(invoke(server, bad, {}))
    with pytest.raises(ClientError):
        invoke(server, good, "hello", alias="ABCDEFGHIJ")
    refused, failed, succeeded = journal(server, "?operation=InvokeFlow")
    assert (succeeded["status"], succeeded["service"]) == (200, "bedrock-agent-runtime")
    assert "errorCode" not in succeeded
    assert (failed["status"], failed["errorCode"]) == (200, "ValidationException")
    assert (refused["status"], refused["errorCode"]) == (404, "ResourceNotFoundException")


def test_calls_that_are_refused_before_they_begin_are_journaled(start):
    server = start("--in-memory", "--max-running-flows", "1")
    flow = create(server, two_prompts())
    put_backends(server, {"models": [
        {"match": {"node": "Second"}, "echo": True, "delayMs": 60000}]})
    running = invoke(server, flow, "slow")
    next(iter(running))  # First has answered, Second keeps the only thread
    with pytest.raises(ClientError) as refused:
        invoke(server, flow, "no room")
    assert refused.value.response["Error"]["Code"] == "ThrottlingException"
    throttled, = journal(server, "?operation=InvokeFlow")
    assert (throttled["status"], throttled["errorCode"]) == (429, "ThrottlingException")
    assert throttled["flow"] == flow
    running.close()
    server.call("GET", "/flows/%zz")
    # Not simply the newest entry: that may be the invocation, whose end is noticed later.
    broken, = journal(server, "?status=400")
    assert broken["errorCode"] == "SerializationException"


def test_the_journal_is_asked_by_flow_in_any_form(start):
    server = start("--in-memory")
    flow = create(server, smallest())
    arn = server.agent.get_flow(flowIdentifier=flow)["arn"]
    server.agent.tag_resource(resourceArn=f"{arn}/alias/TSTALIASID", tags={"a": "b"})
    for name in (flow, arn):
        assert [entry["operation"] for entry in journal(server, f"?flow={name}")] == [
            "TagResource", "GetFlow", "PrepareFlow"]
    server.call("GET", "/flows/" + "x" * 60000)
    assert "flow" not in journal(server, "?limit=1")[0]


def test_resets_at_once_do_not_disturb_each_other(start):
    seeds = Path(__file__).parents[1] / "offline" / "templates" / "example.yaml"
    server = start("--in-memory", "--seed", seeds)
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda _: server.call("POST", "/_local/reset?seed=1")[0], range(40))
        assert set(answers) == {204}
    assert len(server.agent.list_flows()["flowSummaries"]) == 1


def test_a_reset_forgets_all_but_the_backends(start, tmp_path):
    flags = ("--db", tmp_path / "state.db")
    server = start(*flags)
    create(server, smallest())
    other = server.client("bedrock-agent", region="eu-west-1")
    other.create_prompt(name="one")
    server.call("PUT", "/_local/backends", '{"models":[{"echo":true}]}')
    assert server.call("POST", "/_local/reset")[0] == 204
    assert journal(server) == []
    assert server.agent.list_flows()["flowSummaries"] == []
    assert other.list_prompts()["promptSummaries"] == []
    assert server.call("GET", "/_local/backends")[2] == b'{"models":[{"echo":true}]}'
    other.create_prompt(name="one")
    server.stop()
    again = start(*flags)
    assert again.agent.list_flows()["flowSummaries"] == []
    assert len(again.client("bedrock-agent", region="eu-west-1").list_prompts()["promptSummaries"]) == 1
