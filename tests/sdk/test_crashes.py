"""The server is killed, at every step and at random: nothing that was answered is lost."""
import http.client
import json
import random
import threading

import pytest
import urllib3
from botocore.exceptions import BotoCoreError

from conftest import ROOT, Server
from flow_shapes import create, two_prompts, without_what_varies
from waits import http_connection, join, until

GOLDEN = ROOT / "tests/golden/flows"
# Each asks models only, which repeat what they are asked, whenever they are.
FLOWS = ["prompt_chain", "condition_in_iterator", "definition_order", "loop_takes_outer_values",
         "collector", "loop", "loop_in_iterator", "loop_in_loop", "loop_behind_condition",
         "loop_value_kept", "outer_values_in_iterator", "output_in_loop", "fan_out",
         "failure_in_one_branch", "iterator_of_objects"]
FOR_EVER = 86_400_000  # milliseconds; the longest delay there is
KILLS, STARTERS = 200, 8


def send(server, method, path, body=None):
    """The answer as JSON; OSError where the server has gone."""
    connection = http_connection(server.port)
    try:
        connection.request(method, path, None if body is None else json.dumps(body))
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status == 200, (method, path, text)
        return json.loads(text)
    finally:
        connection.close()


def executions(flow):
    return f"/flows/{flow}/aliases/TSTALIASID/executions"


def begin(server, flow, node, document, name):
    return send(server, "POST", executions(flow), {"flowExecutionName": name, "inputs": [
        {"nodeName": node, "nodeOutputName": "document", "content": {"document": document}}]})


def status(server, flow, name):
    return send(server, "GET", f"{executions(flow)}/{name}")["status"]


def until_it_ends(server, flow, name):
    return until(lambda: found if (found := status(server, flow, name)) != "Running" else None,
                 f"the end of {name}")


def events(server, flow, name, kind):
    found = send(server, "GET", f"{executions(flow)}/{name}/events?eventType={kind}&maxResults=1000")
    assert "nextToken" not in found
    return found["flowExecutionEvents"]


def history(server, flow, name):
    return [without_what_varies(events(server, flow, name, kind)) for kind in ("Flow", "Node")]


def asked(server, flow, name, callers):
    """How many calls were begun: what a node asks with is kept before it asks."""
    inputs = [event.get("nodeInputEvent") for event in events(server, flow, name, "Node")]
    return sum(event is not None and event["nodeName"] in callers for event in inputs)


def calls(server):
    return send(server, "GET", "/_local/calls")["calls"]


@pytest.mark.parametrize("flow_name", FLOWS)
def test_killed_at_every_step_an_execution_ends_as_if_nothing_had_happened(start, tmp_path,
                                                                           flow_name):
    golden = json.loads((GOLDEN / f"{flow_name}.json").read_text())
    node, = [node["name"] for node in golden["definition"]["nodes"] if node["type"] == "Input"]
    document = golden["inputs"][0]
    backends = tmp_path / "backends.json"
    flags = ("--db", tmp_path / "state.db", "--backends", backends)
    backends.write_text("{}")
    server = start(*flags)
    flow = create(server, golden["definition"])
    begin(server, flow, node, document, "undisturbed")
    ending = until_it_ends(server, flow, "undisturbed")
    expected = history(server, flow, "undisturbed")
    steps = len(calls(server))
    assert steps > 0
    callers = {call["node"] for call in calls(server)}
    for step in range(steps):
        # The model answers that many calls; in the next one the server dies.
        backends.write_text(json.dumps({"models": [
            *([{"echo": True, "times": step}] if step else []),
            {"echo": True, "delayMs": FOR_EVER}]}))
        assert len(send(server, "GET", "/_local/backends")["models"]) == min(step + 1, 2)
        server.local("DELETE", "calls", expected=204)
        name = f"killed-{step}"
        begin(server, flow, node, document, name)
        until(lambda name=name: asked(server, flow, name, callers) > step,
              f"call {step + 1} of the model")
        seen = events(server, flow, name, "Node")
        server.kill()
        backends.write_text("{}")
        server = start(*flags)
        assert until_it_ends(server, flow, name) == ending
        assert history(server, flow, name) == expected, f"killed in call {step + 1}"
        assert events(server, flow, name, "Node")[:len(seen)] == seen, "what was read has changed"
        assert len(calls(server)) == steps - step, "what was answered was asked again"


def agent_rules(delayed=None):
    """An agent that asks twice; where its text has `delayed`, it never answers."""
    asks = {"Travel": "Which city?", "Paris": "Which day?"}
    rules = [{"match": {"textContains": text}, "respond": {"text": question, "inputRequired": True}}
             for text, question in asks.items()] + [{"respond": {"text": "Booked."}}]
    wait = [{"match": {"textContains": delayed}, "respond": {"text": "late"}, "delayMs": FOR_EVER}]
    return json.dumps({"agents": (wait if delayed else []) + rules})


def test_killed_in_and_after_every_turn_a_conversation_ends_as_if_nothing_had_happened(start,
                                                                                       tmp_path):
    backends = tmp_path / "backends.json"
    flags = ("--db", tmp_path / "state.db", "--backends", backends)
    backends.write_text(agent_rules())
    server = start(*flags)
    flow = create(server, json.loads((GOLDEN / "conversation.json").read_text())["definition"])
    turns = [("Travel", "Start", {"nodeOutputName": "document"}),
             ("Paris", "Book", {"nodeInputName": "agentInputText"}),
             ("Monday", "Book", {"nodeInputName": "agentInputText"})]

    def say(server, execution, turn):
        document, node, port = turn
        answer = server.runtime.invoke_flow(
            flowIdentifier=flow, flowAliasIdentifier="TSTALIASID", executionId=execution,
            enableTrace=True, inputs=[{"nodeName": node, "content": {"document": document}, **port}])
        return without_what_varies(list(answer["responseStream"]))
    expected = [say(server, "undisturbed", turn) for turn in turns]
    assert "flowMultiTurnInputRequestEvent" in expected[1][-2]
    assert expected[2][-1]["flowCompletionEvent"]["completionReason"] == "SUCCESS"
    for number, turn in enumerate(turns):
        backends.write_text(agent_rules(delayed=turn[0]))
        assert len(send(server, "GET", "/_local/backends")["agents"]) == 4
        client = threading.Thread(target=lambda turn=turn: cut_off(server, say, turn))
        client.start()
        until(lambda: send(server, "GET", "/_local/executions?status=Running")["executions"],
              "the turn to begin")
        server.kill()
        join([client], "the turn that is cut off")
        backends.write_text(agent_rules())
        server = start(*flags)
        assert say(server, "disturbed", turn) == expected[number]


def cut_off(server, say, turn):
    with pytest.raises((OSError, BotoCoreError, urllib3.exceptions.HTTPError)):
        say(server, "disturbed", turn)


def test_killed_at_random_under_load_nothing_is_lost(tmp_path):
    backends = tmp_path / "backends.json"
    backends.write_text("{}")
    flags = ("--db", tmp_path / "state.db", "--backends", backends, "--executions-per-account",
             "1000000")
    chance = random.Random(20261121)
    server = Server(*flags)
    flow = create(server, two_prompts())
    acknowledged, lock = set(), threading.Lock()

    def keep_starting(starter, turn):
        count = 0
        while True:
            name = f"run-{turn}-{starter}-{count}"
            count += 1
            try:
                begin(server, flow, "Start", "x", name)
            except (OSError, http.client.HTTPException):
                return
            with lock:
                acknowledged.add(name)

    for turn in range(KILLS):
        starters = [threading.Thread(target=keep_starting, args=(number, turn))
                    for number in range(STARTERS)]
        for starter in starters:
            starter.start()
        enough = len(acknowledged) + chance.randint(0, 20)
        until(lambda enough=enough: len(acknowledged) >= enough, f"{enough} executions to start")
        server.kill()
        join(starters, "those who start executions")
        server = Server(*flags)
    try:
        found, token = {}, ""
        while True:
            page = send(server, "GET", f"/flows/{flow}/executions?maxResults=1000{token}")
            for row in page["flowExecutionSummaries"]:
                name = row["executionArn"].rsplit("/", 1)[1]
                assert name not in found, "listed twice"
                found[name] = row["status"]
            if "nextToken" not in page:
                break
            token = f"&nextToken={page['nextToken']}"
        assert len(acknowledged) > KILLS
        assert acknowledged <= set(found), "lost"
        # A start whose answer was cut off may have been kept.
        assert len(found) - len(acknowledged) <= KILLS * STARTERS
        for name in found:
            assert until_it_ends(server, flow, name) == "Succeeded"
        for name in chance.sample(sorted(found), 50):
            flow_events, node_events = history(server, flow, name)
            assert len(flow_events) == 3 and len(node_events) == 9
    finally:
        server.stop()
