"""What GET /_local/requests and /_local/calls tell, and what POST /_local/reset leaves of state."""
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, EventStreamError

from conftest import ROLE, ROOT
from flow_shapes import (create, data, input_node, invoke, output_node, put_backends, smallest,
                         two_prompts)

GOLDEN = ROOT / "tests/golden/flows"


def journal(server, query=""):
    status, _, body = server.call("GET", f"/_local/requests{query}")
    assert status == 200, body
    return json.loads(body)["requests"]


def empty(server):
    server.local("DELETE", "requests", expected=204)
    assert journal(server) == []


def test_every_call_is_journaled_with_its_end(start):
    server = start("--in-memory")
    agent = server.client("bedrock-agent", region="eu-west-1", access_key="210987654321")
    flow = agent.create_flow(name="one", executionRoleArn=ROLE)
    with pytest.raises(ClientError):
        agent.create_flow(name="one", executionRoleArn=ROLE)
    agent.get_flow(flowIdentifier=flow["arn"])
    again = agent.get_flow(flowIdentifier=flow["arn"])
    server.call("GET", "/no/such/path")
    unknown, kept, got, refused, created = journal(server)
    assert created.items() >= {"service": "bedrock-agent", "operation": "CreateFlow", "status": 201,
                               "account": "210987654321", "region": "eu-west-1"}.items()
    assert created["requestId"] == flow["ResponseMetadata"]["RequestId"]
    assert "errorCode" not in created and created["durationMs"] >= 0
    assert (refused["status"], refused["errorCode"]) == (409, "ConflictException")
    assert (got["operation"], got["flow"]) == ("GetFlow", flow["id"])
    # The answer was kept, the call is one of its own.
    assert kept["requestId"] == again["ResponseMetadata"]["RequestId"] != got["requestId"]
    assert (kept["operation"], kept["flow"], kept["status"]) == ("GetFlow", flow["id"], 200)
    assert (unknown["status"], unknown["errorCode"]) == (404, "UnknownOperationException")
    assert "operation" not in unknown
    assert (unknown["method"], unknown["path"]) == ("GET", "/no/such/path") and "path" not in got
    assert journal(server, f"?flow={flow['id']}") == [kept, got]
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
    server.local("POST", "reset", expected=204)
    assert journal(server) == []
    assert server.agent.list_flows()["flowSummaries"] == []
    assert other.list_prompts()["promptSummaries"] == []
    assert server.call("GET", "/_local/backends")[2] == b'{"models":[{"echo":true}]}'
    other.create_prompt(name="one")
    server.stop()
    again = start(*flags)
    assert again.agent.list_flows()["flowSummaries"] == []
    assert len(again.client("bedrock-agent", region="eu-west-1").list_prompts()["promptSummaries"]) == 1


def calls(server, query=""):
    status, _, body = server.call("GET", f"/_local/calls{query}")
    assert status == 200, body
    return json.loads(body)["calls"]


def test_what_nodes_ask_is_journaled_with_what_served_it(start):
    server = start("--in-memory")
    put_backends(server, {"models": [{"match": {"node": "Second"}, "respond": {"text": "done"}}]})
    flow = create(server, two_prompts())
    answer = server.runtime.invoke_flow(
        flowIdentifier=flow, flowAliasIdentifier="TSTALIASID", executionId="run-1",
        inputs=[{"nodeName": "Start", "nodeOutputName": "document", "content": {"document": "hi"}}])
    list(answer["responseStream"])
    second, first = calls(server)
    assert (first["node"], first["servedBy"], first["status"]) == ("First", "echo", "answered")
    assert (second["node"], second["servedBy"]) == ("Second", "/models/0")
    for call in (first, second):
        assert (call["kind"], call["operation"]) == ("model", "Converse")
        assert (call["flow"], call["execution"]) == (flow, "run-1")
        assert call["durationMs"] >= 0 and call["time"].endswith("Z")
    assert second["response"]["text"] == "done"
    assert "performanceConfig" not in second["request"]
    list(invoke(server, flow, "hi", modelPerformanceConfiguration={
        "performanceConfig": {"latency": "optimized"}}))
    assert calls(server, "?limit=1")[0]["request"]["performanceConfig"] == {"latency": "optimized"}
    assert second["request"]["messages"] == [
        {"role": "user", "content": [{"text": "two " + first["response"]["text"]}]}]
    put_backends(server, {"models": [{"respond": {"error": "ThrottlingException",
                                                  "message": "slow down"}}]})
    with pytest.raises(EventStreamError):
        list(invoke(server, flow, "hi"))
    failed, = calls(server, f"?flow={flow}&status=failed")
    assert failed["error"] == {"code": "ThrottlingException", "message": "slow down"}
    assert "response" not in failed and failed["servedBy"] == "/models/0"
    assert [call["node"] for call in calls(server, "?execution=run-1&limit=1")] == ["Second"]
    assert server.call("GET", "/_local/calls?kind=prompt")[0] == 400
    server.local("DELETE", "calls", expected=204)
    assert calls(server) == []


def test_each_kind_of_call_is_journaled(start):
    server = start("--in-memory")
    put_backends(server, {
        "lambdas": [{"respond": {"payload": {"total": 15}}}],
        "knowledgeBases": [{"respond": {"results": [{"content": "Tea."}]}}],
        "agents": [{"respond": {"text": "Booked."}}],
        "lexBots": [{"respond": {"intent": "Order"}}]})
    for name in ("lambda_function", "storage", "knowledge_base_results", "agent", "lex", "inline_code"):
        definition = json.loads((GOLDEN / f"{name}.json").read_text())
        list(invoke(server, create(server, definition["definition"]), definition["inputs"][0]))
    found = {(call["kind"], call["operation"], call.get("servedBy")) for call in calls(server)}
    assert found >= {("lambda", "Invoke", "/lambdas/0"), ("s3", "PutObject", "database"),
                     ("knowledgeBase", "Retrieve", "/knowledgeBases/0"),
                     ("agent", "InvokeAgent", "/agents/0"),
                     ("lex", "RecognizeText", "/lexBots/0"), ("code", "Run", "python")}
    assert all(call["status"] == "answered" for call in calls(server)), calls(server)
