"""The whole state: exported, imported, copied under a name, emptied; and what time does to it."""
import json
import re
import threading

import pytest

from executions import SLOW, begin, ended, events, get, ids, waits_in
from flow_shapes import create, invoke, put_backends, smallest, two_prompts
from waits import join, until

DAY = 86400


def advance(server, seconds):
    return server.local("POST", "clock", {"advanceSeconds": seconds})


def answers(server, flow, arn):
    """What a client sees of a server with one flow and one execution that has ended."""
    agent, runtime = server.agent, server.runtime
    flow, alias, name = ids(arn).values()
    pages = [agent.list_flows(), agent.list_flow_versions(flowIdentifier=flow),
             agent.list_flow_aliases(flowIdentifier=flow), agent.list_prompts(),
             agent.get_flow(flowIdentifier=flow), agent.get_flow_version(
                 flowIdentifier=flow, flowVersion="1"),
             agent.list_tags_for_resource(resourceArn=arn.split("/alias")[0]),
             runtime.list_flow_executions(flowIdentifier=flow),
             runtime.get_flow_execution(**ids(arn)),
             runtime.get_execution_flow_snapshot(**ids(arn)),
             *(runtime.list_flow_execution_events(eventType=kind, **ids(arn))
               for kind in ("Flow", "Node"))]
    for page in pages:
        del page["ResponseMetadata"]
    return pages


def furnish(server):
    flow = create(server, two_prompts())
    server.agent.create_flow_version(flowIdentifier=flow, clientToken="t" * 40)
    server.agent.create_flow_alias(flowIdentifier=flow, name="live", routingConfiguration=[
        {"flowVersion": "1"}])
    server.agent.create_prompt(name="greeting", variants=[{
        "name": "one", "templateType": "TEXT",
        "templateConfiguration": {"text": {"text": "hällo {{x}}"}}}])
    arn = begin(server, flow, "x", name="done")
    server.agent.tag_resource(resourceArn=arn.split("/alias")[0], tags={"team": "a"})
    assert ended(server, arn)["status"] == "Succeeded"
    return flow, arn


def test_an_export_gives_an_empty_server_the_same_answers(start):
    server = start("--in-memory")
    flow, arn = furnish(server)
    document = server.call("GET", "/_local/state")[2]
    other = start("--in-memory")
    other.local("PUT", "state", document, 204)
    assert answers(other, flow, arn) == answers(server, flow, arn)
    assert other.call("GET", "/_local/state")[2] == document
    # Even a repeated call gets its first answer, and flows run.
    assert server.agent.create_flow_version(flowIdentifier=flow, clientToken="t" * 40)["version"] == (
        other.agent.create_flow_version(flowIdentifier=flow, clientToken="t" * 40)["version"])
    assert [event for event in invoke(other, flow, "y") if "flowCompletionEvent" in event]
    # Written anew by another program, it is the same document.
    other.local("PUT", "state", json.dumps(json.loads(document), indent=2), 204)
    changed = document.replace(b'"greeting"', b'"parting"')
    assert changed != document
    refused = other.local("PUT", "state", changed, 400)
    assert "was changed since it was exported" in refused["message"]
    assert answers(other, flow, arn) == answers(server, flow, arn)


@pytest.mark.parametrize("kept", ["memory", "file"])
def test_a_snapshot_is_taken_and_loaded_while_the_server_works(start, tmp_path, kept):
    backends = tmp_path / "backends.json"
    backends.write_text(json.dumps(SLOW))
    database = ("--in-memory",) if kept == "memory" else ("--db", tmp_path / "state.db")
    flags = (*database, "--backends", backends)
    server = start(*flags)
    flow = create(server, two_prompts())
    running = begin(server, flow, "x", name="running")
    waits_in(server, running, "Second")
    seen = events(server, running, "Node")
    taken = server.local("POST", "snapshots/first-1", expected=201)
    assert taken["name"] == "first-1" and taken["bytes"] > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*Z", taken["createdAt"])
    assert server.local("GET", "snapshots") == {"snapshots": [taken]}
    server.runtime.stop_flow_execution(**ids(running))
    later = begin(server, flow, "x", name="later")
    advance(server, 100)
    server.local("POST", "snapshots/first-1/load", expected=204)
    if kept == "file":
        server.kill()
        server = start(*flags)
    assert server.local("GET", "clock")["offsetSeconds"] < 1
    assert get(server, running)["status"] == "Running"
    assert events(server, running, "Node")[:len(seen)] == seen
    with pytest.raises(server.runtime.exceptions.ResourceNotFoundException):
        get(server, later)
    put_backends(server, {})
    assert ended(server, begin(server, flow, "x", name="later"))["status"] == "Succeeded"
    for method, path, status in [("POST", "snapshots/other/load", 404), ("POST", "snapshots/a.b", 400),
                                 ("DELETE", "snapshots/other", 404), ("GET", "snapshots?a=b", 400),
                                 ("POST", "snapshots/..%2Fa", 400), ("POST", "snapshots/a?b=c", 400)]:
        assert server.local(method, path, expected=status)["message"]
    server.local("DELETE", "snapshots/first-1", expected=204)
    assert server.local("GET", "snapshots") == {"snapshots": []}


def test_what_cannot_be_loaded_cuts_nothing_off(start):
    server = start("--in-memory")
    put_backends(server, {"models": [{"echo": True, "delayMs": 1000}]})
    server.local("POST", "clock", {"frozen": True})
    arn = begin(server, create(server, two_prompts()), "x")
    waits_in(server, arn, "First")
    server.local("POST", "snapshots/none/load", expected=404)
    server.local("PUT", "state", "{}", expected=400)
    # A second that passes before the model is asked is not waited for: one after the other passes.
    def has_ended():
        advance(server, 1)
        return get(server, arn)["status"] != "Running"
    until(has_ended, "the end of the execution")
    assert get(server, arn)["status"] == "Succeeded"
    assert [call["node"] for call in server.local("GET", "calls")["calls"]] == ["Second", "First"]


def test_snapshots_are_loaded_under_load_and_nothing_is_half(start):
    """Each flow has the alias that was made with it: a state is all there or not at all."""
    server = start("--in-memory")
    flow = create(server, smallest())
    server.local("POST", "snapshots/base", expected=201)
    over, refused, failures = threading.Event(), [], []

    def work():
        runtime = server.runtime
        while not over.is_set():
            try:
                arn = begin(server, flow, "x")
                runtime.get_flow_execution(**ids(arn))
            except runtime.exceptions.ResourceNotFoundException as error:
                refused.append(error)  # loaded between the two
            except Exception as error:  # pylint: disable=broad-except
                failures.append(error)
                return
    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for _ in range(30):
        server.local("POST", "snapshots/base/load", expected=204)
    over.set()
    join(workers, "those who start executions")
    assert not failures
    for row in server.runtime.list_flow_executions(flowIdentifier=flow)["flowExecutionSummaries"]:
        assert ended(server, row["executionArn"])["status"] == "Succeeded"


def test_a_reset_ends_what_runs(start):
    server = start("--in-memory")
    put_backends(server, SLOW)
    flow = create(server, two_prompts())
    arns = [begin(server, flow, "x") for _ in range(5)]
    for arn in arns:
        waits_in(server, arn, "Second")
    server.local("POST", "snapshots/kept", expected=201)
    server.local("POST", "reset", expected=204)
    assert server.agent.list_flows()["flowSummaries"] == []
    # What was copied under a name is there still.
    server.local("POST", "snapshots/kept/load", expected=204)
    assert {get(server, arn)["status"] for arn in arns} == {"Running"}


def test_a_clock_goes_on_where_it_was(start, tmp_path):
    flags = ("--db", tmp_path / "state.db")
    server = start(*flags)
    put_backends(server, SLOW)
    arn = begin(server, create(server, two_prompts()), "x")
    waits_in(server, arn, "Second")
    advance(server, 10 * DAY)
    assert ended(server, arn)["status"] == "TimedOut"
    server.local("POST", "clock", {"frozen": True})
    frozen = server.local("GET", "clock")["now"]
    server.kill()
    server = start(*flags)
    assert server.local("GET", "clock")["now"] == frozen
    server.local("POST", "clock", {"frozen": False})
    assert server.local("GET", "clock")["now"] >= frozen
    server.stop()
    server = start(*flags)
    assert server.local("GET", "clock")["offsetSeconds"] > 9 * DAY
    server.local("POST", "reset", expected=204)
    assert server.local("GET", "clock")["offsetSeconds"] < 1


def test_a_frozen_clock_lets_a_test_look_at_what_runs(start):
    server = start("--in-memory")
    put_backends(server, {"models": [{"echo": True, "delayMs": 1000}]})
    server.local("POST", "clock", {"frozen": True})
    arn = begin(server, create(server, two_prompts()), "x")
    waits_in(server, arn, "First")
    assert get(server, arn)["status"] == "Running"
    advance(server, 1)
    waits_in(server, arn, "Second")
    assert get(server, arn)["status"] == "Running"
    assert not [event for event in events(server, arn, "Node")
                if event.get("nodeInputEvent", {}).get("nodeName") == "Late"]
    advance(server, 1)
    found = ended(server, arn)
    assert (found["endedAt"] - found["startedAt"]).total_seconds() == 2


def test_executions_are_kept_for_ninety_days(start, tmp_path):
    server = start("--db", tmp_path / "state.db")
    put_backends(server, SLOW)
    flow = create(server, smallest())
    old = begin(server, flow, "x", name="old")
    ended(server, old)
    advance(server, 89 * DAY)
    assert get(server, old)["status"] == "Succeeded"
    young = begin(server, flow, "x", name="young")
    ended(server, young)
    running = begin(server, create(server, two_prompts()), "x")
    advance(server, DAY)
    with pytest.raises(server.runtime.exceptions.ResourceNotFoundException):
        until(lambda: not get(server, old), "the old execution to be removed")
    listed = server.runtime.list_flow_executions(flowIdentifier=flow)["flowExecutionSummaries"]
    assert [row["executionArn"] for row in listed] == [young]
    assert events(server, young, "Flow")
    assert ended(server, running)
    # The name is free again.
    assert begin(server, flow, "x", name="old") == old
