"""Asynchronous executions: start, poll, list, events, stop, snapshot; time-outs and crashes."""
import json

import pytest
from botocore.exceptions import ClientError, EventStreamError

import waits
from conftest import ROLE, ROOT
from executions import SLOW, begin, ended, events, get, ids, waits_in
from flow_shapes import (create, data, input_node, invoke, output_node, prompt_node, put_backends,
                         smallest, two_prompts)

GOLDEN = ROOT / "tests/golden/flows"


def golden(name):
    return json.loads((GOLDEN / f"{name}.json").read_text())


def refusal(call, *arguments, **keywords):
    with pytest.raises(ClientError) as refused:
        call(*arguments, **keywords)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def test_an_execution_from_start_to_end(shared):
    flow = create(shared, smallest())
    arn = begin(shared, flow, "hi", name="my-run")
    assert arn == (f"arn:aws:bedrock:us-east-1:123456789012:flow/{flow}/alias/TSTALIASID"
                   "/execution/my-run")
    found = ended(shared, arn)
    assert found["status"] == "Succeeded" and "errors" not in found
    assert (found["flowIdentifier"], found["flowAliasIdentifier"]) == (flow, "TSTALIASID")
    assert found["flowVersion"] == "DRAFT" and found["startedAt"] <= found["endedAt"]
    # The ARNs serve as identifiers, too.
    again = shared.runtime.get_flow_execution(
        flowIdentifier=arn.split("/alias")[0], flowAliasIdentifier=arn.split("/execution")[0],
        executionIdentifier=arn)
    assert again["status"] == "Succeeded"
    flow_events = events(shared, arn, "Flow")
    assert [next(iter(event)) for event in flow_events] == ["flowInputEvent", "flowOutputEvent"]
    assert flow_events[0]["flowInputEvent"]["nodeName"] == "Start"
    assert flow_events[1]["flowOutputEvent"]["fields"] == [
        {"name": "document", "content": {"document": "hi"}}]
    assert [(next(iter(event)), next(iter(event.values()))["nodeName"])
            for event in events(shared, arn, "Node")] == [
        ("nodeOutputEvent", "Start"), ("nodeInputEvent", "End")]


def test_events_have_what_traces_have(shared):
    flow = create(shared, two_prompts())
    arn = begin(shared, flow, "x")
    ended(shared, arn)
    nodes = events(shared, arn, "Node")
    assert [next(iter(event)) for event in nodes] == [
        "nodeOutputEvent", "nodeInputEvent", "nodeOutputEvent", "nodeActionEvent",
        "nodeInputEvent", "nodeInputEvent", "nodeOutputEvent", "nodeActionEvent", "nodeInputEvent"]
    taken = nodes[1]["nodeInputEvent"]["fields"][0]
    assert taken == {"name": "text", "type": "String", "content": {"document": "x"}, "source": {
        "nodeName": "Start", "outputFieldName": "document", "expression": "$.data"}}
    given = nodes[2]["nodeOutputEvent"]["fields"][0]
    assert {"nodeName": "Second", "inputFieldName": "text"} in given["next"]
    assert nodes[3]["nodeActionEvent"]["operationName"] == "Converse"
    assert events(shared, arn, "Node", PaginationConfig={"PageSize": 2}) == nodes
    assert refusal(shared.runtime.list_flow_execution_events, eventType="Any", **ids(arn))[0] == (
        "ValidationException")


def test_the_guides_name_for_a_name_is_taken_too(shared):
    flow = create(shared, smallest())

    def start_with(**names):
        status, _, content = shared.call(
            "POST", f"/flows/{flow}/aliases/TSTALIASID/executions", json.dumps({"inputs": [
                {"nodeName": "Start", "nodeOutputName": "document", "content": {"document": "x"}}],
                **names}))
        return status, json.loads(content)
    status, answer = start_with(name="by-guide")
    assert (status, answer["executionArn"].rsplit("/", 1)[1]) == (200, "by-guide")
    status, answer = start_with(name="by-guide", flowExecutionName="by-model")
    assert (status, answer["executionArn"].rsplit("/", 1)[1]) == (200, "by-model")
    status, answer = start_with(name="not a name")
    assert status == 400 and "flowExecutionName" in answer["message"]


def test_a_failing_node_fails_the_execution(start):
    server = start("--in-memory")
    put_backends(server, {"models": [{"respond": {"error": "ThrottlingException",
                                                  "message": "slow down"}}]})
    arn = begin(server, create(server, two_prompts()), "x")
    found = ended(server, arn)
    assert found["status"] == "Failed" and "errors" not in found
    node, = [event["nodeFailureEvent"] for event in events(server, arn, "Node")
             if "nodeFailureEvent" in event]
    assert (node["nodeName"], node["errorCode"], node["errorMessage"]) == (
        "First", "DEPENDENCY_FAILED", "slow down")
    flow = events(server, arn, "Flow")[-1]["flowFailureEvent"]
    assert (flow["errorCode"], flow["errorMessage"]) == ("NODE_EXECUTION_FAILED", "slow down")


def test_what_cannot_run_is_refused_at_once(start):
    server = start("--in-memory", "--executions-per-account", "2")
    flow = create(server, smallest())
    for document, more, part in [
            (5, {}, "Expected type for Node Output document of Node Start to be STRING."),
            ("x", {"node": "End"}, "the flow's Input node is Start")]:
        code, message = refusal(begin, server, flow, document, **more)
        assert (code, part in message) == ("ValidationException", True), message
    inline = golden("inline_code")
    assert refusal(begin, server, create(server, inline["definition"]), {}) == (
        "ValidationException",
        "Node Sum has the type InlineCode, which asynchronous executions do not support.")
    assert refusal(begin, server, create(server, smallest(), prepare=False), "x")[0] == (
        "ConflictException")
    assert refusal(begin, server, "ABCDEFGHIJ", "x")[0] == "ResourceNotFoundException"
    ended(server, begin(server, flow, "x", name="taken"))
    assert refusal(begin, server, flow, "x", name="taken") == (
        "ConflictException", "Cannot create a new flow execution as a flow execution with the same "
                             "name already exists.")
    put_backends(server, SLOW)
    slow = create(server, two_prompts())
    for _ in range(2):
        begin(server, slow, "x")
    assert refusal(begin, server, slow, "x") == (
        "ServiceQuotaExceededException",
        "Your request exceeds the quota of 2 running flow executions per account.")


def test_an_agent_that_asks_fails_an_execution(start):
    server = start("--in-memory")
    put_backends(server, golden("conversation")["backends"])
    arn = begin(server, create(server, golden("conversation")["definition"]), "Travel")
    assert ended(server, arn)["status"] == "Failed"
    failure = events(server, arn, "Node")[-1]["nodeFailureEvent"]
    assert failure["errorCode"] == "VALIDATION" and "Which city?" in failure["errorMessage"]


def test_a_stop_ends_it_at_once_and_once(start):
    server = start("--in-memory")
    put_backends(server, SLOW)
    flow = create(server, two_prompts())
    arn = begin(server, flow, "x")
    waits_in(server, arn, "Second")
    assert refusal(server.agent.delete_flow_alias, flowIdentifier=flow,
                   aliasIdentifier="TSTALIASID")[0] == "ValidationException"
    stopped = server.runtime.stop_flow_execution(**ids(arn))
    assert (stopped["executionArn"], stopped["status"]) == (arn, "Aborted")
    seen = events(server, arn, "Node")
    assert get(server, arn)["status"] == "Aborted" and "endedAt" in get(server, arn)
    assert refusal(server.runtime.stop_flow_execution, **ids(arn))[0] == "ConflictException"
    assert refusal(server.runtime.stop_flow_execution,
                   **{**ids(arn), "executionIdentifier": "none"})[0] == "ResourceNotFoundException"
    done = begin(server, create(server, smallest()), "x")
    ended(server, done)
    assert refusal(server.runtime.stop_flow_execution, **ids(done))[0] == "ConflictException"
    assert events(server, arn, "Node") == seen


def test_the_snapshot_stays_whatever_becomes_of_the_flow(shared):
    flow = create(shared, smallest())
    arn = begin(shared, flow, "x")
    ended(shared, arn)
    shared.agent.update_flow(flowIdentifier=flow, name=flow, executionRoleArn=ROLE + "2",
                             definition=two_prompts())
    shared.agent.prepare_flow(flowIdentifier=flow)
    snapshot = shared.runtime.get_execution_flow_snapshot(**ids(arn))
    assert json.loads(snapshot["definition"]) == smallest()
    assert (snapshot["executionRoleArn"], snapshot["flowVersion"]) == (ROLE, "DRAFT")
    assert (snapshot["flowIdentifier"], snapshot["flowAliasIdentifier"]) == (flow, "TSTALIASID")
    shared.agent.delete_flow(flowIdentifier=flow)
    assert refusal(shared.runtime.get_flow_execution, **ids(arn))[0] == "ResourceNotFoundException"


def test_executions_are_listed_from_the_latest(shared):
    flow = create(shared, smallest())
    shared.agent.create_flow_version(flowIdentifier=flow)
    alias = shared.agent.create_flow_alias(flowIdentifier=flow, name="any", routingConfiguration=[
        {"flowVersion": "1"}])["id"]
    started = [begin(shared, flow, "x", alias=alias if number % 3 == 0 else "TSTALIASID")
               for number in range(12)]
    for arn in started:
        ended(shared, arn)

    def listed(**arguments):
        pages = shared.runtime.get_paginator("list_flow_executions").paginate(
            flowIdentifier=flow, **arguments)
        return [row for page in pages for row in page["flowExecutionSummaries"]]
    rows = listed(PaginationConfig={"PageSize": 5})
    assert [row["executionArn"] for row in rows] == started[::-1]
    assert {row["status"] for row in rows} == {"Succeeded"}
    mine = listed(flowAliasIdentifier=alias, PaginationConfig={"PageSize": 2})
    assert [row["executionArn"] for row in mine] == started[::3][::-1]
    assert {row["flowVersion"] for row in mine} == {"1"}
    assert refusal(shared.runtime.list_flow_executions, flowIdentifier="ABCDEFGHIJ")[0] == (
        "ResourceNotFoundException")


def test_a_day_passes_in_no_time(start):
    server = start("--in-memory")
    put_backends(server, {"models": [{"match": {"node": "Second"}, "echo": True,
                                      "delayMs": 86400000}]})
    flow = create(server, two_prompts())
    arn = begin(server, flow, "x")
    waits_in(server, arn, "Second")
    # A node may take five minutes: limits::kNodeTimeout.
    server.local("POST", "clock", {"advanceSeconds": 300})
    found = ended(server, arn)
    assert found["status"] == "Failed"
    error, = found["errors"]
    assert (error["nodeName"], error["error"]) == ("Second", "ExecutionTimedOut")
    put_backends(server, {"models": [{"echo": True, "delayMs": 60000}]})
    loop = create(server, {"nodes": [
        input_node("Array"),
        {"name": "Each", "type": "Iterator",
         "inputs": [{"name": "array", "type": "Array", "expression": "$.data"}],
         "outputs": [{"name": "arrayItem", "type": "String"}]},
        prompt_node("Talk", "{{text}}"), output_node()], "connections": [
            data("Start", "document", "Each", "array"), data("Each", "arrayItem", "Talk", "text"),
            data("Talk", "modelCompletion", "End", "document")]})
    arn = begin(server, loop, ["x"] * 2000)

    # Two items pass. More moves at once could be too much for one node, which has five minutes.
    for _ in range(2):
        server.local("POST", "clock", {"advanceSeconds": 60})
    server.local("POST", "clock", {"advanceSeconds": 86400})
    waits.until(lambda: get(server, arn)["status"] != "Running", "the execution to time out")
    found = get(server, arn)
    assert found["status"] == "TimedOut"
    assert found["errors"][0]["error"] == "ExecutionTimedOut"
    # limits::kExecutionTimeout
    assert (found["endedAt"] - found["startedAt"]).total_seconds() >= 86400


def test_a_killed_server_goes_on_with_what_it_had(start, tmp_path):
    backends = tmp_path / "backends.json"
    backends.write_text(json.dumps(SLOW))
    flags = ("--db", tmp_path / "state.db", "--backends", backends)
    server = start(*flags)
    flow = create(server, two_prompts())
    running = begin(server, flow, "x", name="running")
    done = begin(server, create(server, smallest()), "y", name="done")
    ended(server, done)
    waits_in(server, running, "Second")
    before = events(server, running, "Node")
    server.kill()
    backends.write_text(json.dumps({"models": [
        {"match": {"node": "First"}, "respond": {"text": "asked again"}}, {"echo": True}]}))
    again = start(*flags)
    assert ended(again, running)["status"] == "Succeeded"
    after = events(again, running, "Node")
    assert after[:len(before)] == before
    outputs = [event["flowOutputEvent"]["fields"][0]["content"]["document"]
               for event in events(again, running, "Flow") if "flowOutputEvent" in event]
    assert outputs == ["one x", "two one x"]
    asked = again.local("GET", "calls")["calls"]
    assert [call["node"] for call in asked] == ["Second"]
    assert get(again, done)["status"] == "Succeeded"


def test_every_execution_is_told_node_by_node(start):
    server = start("--in-memory")
    put_backends(server, {"models": [{"match": {"node": "Second"}, "respond": {
        "error": "ThrottlingException", "message": "slow down"}}, {"echo": True}]})
    failing, fine = create(server, two_prompts()), create(server, smallest())
    ended(server, begin(server, failing, "x", name="asynchronous"))
    list(invoke(server, fine, "y", executionId="synchronous"))
    with pytest.raises(EventStreamError):
        list(invoke(server, failing, "x"))
    entries = server.local("GET", "executions")["executions"]
    assert [(entry["operation"], entry["flow"], entry["status"]) for entry in entries] == [
        ("InvokeFlow", failing, "Failed"), ("InvokeFlow", fine, "Succeeded"),
        ("StartFlowExecution", failing, "Failed")]
    one = server.local("GET", "executions/synchronous")
    assert one == entries[1]
    assert (one["id"], one["alias"], one["version"]) == ("synchronous", "TSTALIASID", "DRAFT")
    assert [(node["node"], node["inputs"], node["outputs"]) for node in one["nodes"]] == [
        ("Start", [{"name": "document", "content": "y"}], [{"name": "document", "content": "y"}]),
        ("End", [{"name": "document", "content": "y"}], [{"name": "document", "content": "y"}])]
    for entry in (entries[0], server.local("GET", "executions/asynchronous")):
        nodes = {node["node"]: node for node in entry["nodes"]}
        assert list(nodes)[:3] == ["Start", "First", "Early"]
        assert nodes["First"]["outputs"] == [{"name": "modelCompletion", "content": "one x"}]
        assert nodes["First"]["calls"][0]["operation"] == "Converse"
        assert nodes["First"]["startedAt"] <= nodes["First"]["endedAt"] <= entry["endedAt"]
        assert nodes["First"]["durationMs"] >= 0
        assert nodes["Second"]["error"]["message"] == "slow down"
        assert entry["error"]["message"] == "slow down"
    started = server.local("GET", "executions?operation=StartFlowExecution")
    assert [entry["id"] for entry in started["executions"]] == ["asynchronous"]
    newest = server.local("GET", f"executions?flow={fine}&limit=1")
    assert [entry["id"] for entry in newest["executions"]] == ["synchronous"]
    assert len(server.local("GET", "executions?status=Failed")["executions"]) == 2
    assert server.local("GET", f"executions/synchronous?flow={failing}", expected=404)["message"]
    for query in ("?limit=0", "?limit=1001", "?node=x", "?flow=a/b",
                  "?operation=GetFlow", "?status=failed"):
        assert server.local("GET", f"executions{query}", expected=400)["message"]
    server.local("POST", "reset", expected=204)
    assert server.local("GET", "executions") == {"executions": []}
