"""No call, however it is spelt, makes another client wait while a backend takes its time.

The emulator's clock stands still, so that a backend that takes five seconds takes them once a test
moves the clock: what is answered before that did not wait for the backend.
"""
import itertools
import json
import threading

import pytest

import waits
from conftest import ROLE, ROOT
from executions import ended, ids
from flow_shapes import (create, data, input_node, invoke, output_node, prompt_node, put_backends,
                         smallest)

DELAY = 5  # seconds
LATE = {"delayMs": DELAY * 1000}
SLOW = {
    "models": [{"echo": True, **LATE}],
    "agents": [{"respond": {"text": "Done."}, **LATE}],
    "lambdas": [{"respond": {"payload": {"total": 1}}, **LATE}],
    "knowledgeBases": [{"respond": {"results": [{"content": "Tea."}]}, **LATE}],
    "lexBots": [{"respond": {"intent": "IntentOrder"}, **LATE}]}
ASKING = {"agents": [{"respond": {"text": "Which city?", "inputRequired": True}}]}
LOOKS = itertools.count()
INVOKED = b"flowCompletionEvent"
GOLDEN = ROOT / "tests/golden/flows"


@pytest.fixture(params=["memory", "file"])
def server(start, tmp_path, request):
    database = ("--in-memory",) if request.param == "memory" else ("--db", tmp_path / "state.db")
    server = start(*database)
    server.watched = create(server, smallest())
    put_backends(server, SLOW)
    server.local("POST", "clock", {"frozen": True})
    return server


def golden(name):
    return json.loads((GOLDEN / f"{name}.json").read_text())["definition"]


def one_prompt():
    return {"nodes": [input_node(), prompt_node("Ask", "{{text}}"), output_node()],
            "connections": [data("Start", "document", "Ask", "text"),
                            data("Ask", "modelCompletion", "End", "document")]}


def http(method, target, body="", headers=""):
    body = body if isinstance(body, bytes) else body.encode()
    return (f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n{headers}"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


def to_invoke(flow, body=None, alias="TSTALIASID", **headers):
    return http("POST", f"/flows/{flow}/aliases/{alias}", body or inputs(), **headers)


def to_start(flow, body=None, alias="TSTALIASID"):
    return http("POST", f"/flows/{flow}/aliases/{alias}/executions", body or inputs())


def inputs(document="x", node="Start", port='"nodeOutputName":"document"', more=""):
    return (f'{{"inputs":[{{"nodeName":"{node}",{port},'
            f'"content":{{"document":{json.dumps(document)}}}}}]{more}}}')


class Call:
    """Bytes that were sent on a connection of their own, and what has come back by now."""

    def __init__(self, server, request):
        self.connection = waits.connect(server.port)
        self.connection.sendall(request)
        self.received = b""

    def look(self):
        """What has come by now."""
        self.connection.setblocking(False)
        try:
            while part := self.connection.recv(65536):
                self.received += part
        except BlockingIOError:
            pass
        return self.received

    def wait_for(self, mark):
        waits.until(lambda: mark in self.look(), f"{mark} after {self.received[:200]}")


def waiting(server):
    """How many runs are in a call of a backend right now."""
    running = server.local("GET", "executions?status=Running&limit=1000")["executions"]
    return sum("endedAt" not in run["nodes"][-1] for run in running if run["nodes"])


def get_flow_is_answered(server, times=20, expected=(200,)):
    """Each request is spelt as none before, so that the server reads its database for it."""
    connection = waits.http_connection(server.port)
    for _ in range(times):
        connection.request("GET", f"/flows/{server.watched}/?look={next(LOOKS)}")
        answer = connection.getresponse()
        answer.read()
        assert answer.status in expected
    connection.close()


def let_backends_answer(server, is_over, what):
    """Moves the clock on until it is so. A backend counts its time from when it is asked, which may
    be after the first move."""
    looks = itertools.count()

    def look():
        if next(looks) % 20 == 0:
            server.local("POST", "clock", {"advanceSeconds": DELAY})
        return is_over()
    waits.until(look, what)


def delays_nobody(server, calls, runs=None):
    """So many runs wait for backends, and with them the calls, but nobody else."""
    waits.until(lambda: waiting(server) == (len(calls) if runs is None else runs),
                "the backends to be asked")
    get_flow_is_answered(server)
    for call in calls:
        assert INVOKED not in call.look(), "the backend was not waited for"
    let_backends_answer(server, lambda: all(INVOKED in call.look() for call in calls) and
                        waiting(server) == 0, "the end of the calls")


@pytest.mark.parametrize("definition, document", [
    (one_prompt(), "x"), (golden("agent"), {"session": {}}),
    (golden("lambda_function"), {"lines": [4, 5, 6]}), (golden("knowledge_base_results"), "tea"),
    (golden("lex"), "I buy it")], ids=["prompt", "agent", "lambda", "knowledgeBase", "lex"])
def test_each_type_of_node_that_asks_a_backend(server, definition, document):
    flow = create(server, definition)
    delays_nobody(server, [Call(server, to_invoke(flow, inputs(document)))])


def test_each_way_to_invoke(server):
    flow = create(server, one_prompt())
    arn = server.agent.get_flow(flowIdentifier=flow)["arn"]
    body = inputs()
    chunked = "".join(f"1\r\n{letter}\r\n" for letter in body) + "0\r\n\r\n"
    target = f"/flows/{flow}/aliases/TSTALIASID"
    head = f"POST {target} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    requests = [
        to_invoke(flow), to_invoke(arn.replace("/", "%2F")), to_invoke(flow, inputs("y" * 100_000)),
        to_invoke(flow, inputs(more=',"enableTrace":true')),
        to_invoke(flow, inputs(more=',"executionId":"chosen"')),
        to_invoke(flow, inputs(more=',"modelPerformanceConfiguration":'
                                    '{"performanceConfig":{"latency":"optimized"}}')),
        http("POST", target + "/", body), (head + chunked).encode()]
    # The first one compiles the flow; the others find it so.
    delays_nobody(server, [Call(server, requests[0])])
    delays_nobody(server, [Call(server, request) for request in requests])


def test_many_clients_at_once(server):
    flow = create(server, one_prompt())
    calls = [Call(server, to_invoke(flow)) for _ in range(200)]
    calls += [Call(server, to_start(flow)) for _ in range(50)]
    delays_nobody(server, calls[:200], runs=250)
    for call in calls[200:]:
        call.wait_for(b"executionArn")


def test_what_is_sent_behind_a_call_waits_alone(server):
    flow = create(server, one_prompt())
    call = Call(server, to_invoke(flow) + http("GET", f"/flows/{flow}/"))
    delays_nobody(server, [call])
    call.wait_for(b'"status":"Prepared"')


SPELLINGS = ["executionId", r"execution\u0049d", r"\u0065xecutionId", r"executio\u006e\u0049d",
             "".join(f"\\u{ord(letter):04x}" for letter in "executionId")]


@pytest.mark.parametrize("key", SPELLINGS)
def test_a_conversation_goes_on_with_its_own_flow(server, key):
    """By now its alias leads to a flow that asks nobody."""
    put_backends(server, ASKING)
    flow = create(server, golden("conversation"))
    events = list(invoke(server, flow, "Travel", executionId="talk"))
    assert "flowMultiTurnInputRequestEvent" in events[0]
    server.agent.update_flow(flowIdentifier=flow, name=flow, definition=smallest(),
                             executionRoleArn=ROLE)
    server.agent.prepare_flow(flowIdentifier=flow)
    assert "flowOutputEvent" in next(iter(invoke(server, flow, "compiled")))
    put_backends(server, SLOW)
    answer = inputs("Paris", "Book", '"nodeInputName":"agentInputText"', f',"{key}":"talk"')
    delays_nobody(server, [Call(server, to_invoke(flow, answer))])


NAMES = ["flowExecutionName", "name", r"flowExecution\u004eame", r"\u006eame", r"n\u0061me"]


@pytest.mark.parametrize("key", NAMES)
def test_an_execution_runs_beside_all_calls(server, key):
    flow = create(server, one_prompt())
    for name in ("first", "second"):  # the first one compiles the flow
        call = Call(server, to_start(flow, inputs(more=f',"{key}":"{name}"')))
        call.wait_for(b"executionArn")
        delays_nobody(server, [], runs=1)
        arn = json.loads(call.received.partition(b"\r\n\r\n")[2])["executionArn"]
        assert ids(arn)["executionIdentifier"] == name
        assert ended(server, arn)["status"] == "Succeeded"


def quick_then_slow(server):
    """A flow whose alias leads to a version that asks nobody; the other version asks a model."""
    flow = create(server, smallest())
    agent = server.agent
    agent.create_flow_version(flowIdentifier=flow)
    agent.update_flow(flowIdentifier=flow, name=flow, definition=one_prompt(),
                      executionRoleArn=ROLE)
    agent.prepare_flow(flowIdentifier=flow)
    agent.create_flow_version(flowIdentifier=flow)
    alias = agent.create_flow_alias(flowIdentifier=flow, name="live", routingConfiguration=[
        {"flowVersion": "1"}])["id"]
    assert list(invoke(server, flow, "compiled", alias))
    return flow, alias


def to_move(flow, alias, version):
    return http("PUT", f"/flows/{flow}/aliases/{alias}", json.dumps(
        {"name": "live", "routingConfiguration": [{"flowVersion": version}]}))


def test_an_alias_moves_just_before_the_call(server):
    flow, alias = quick_then_slow(server)
    delays_nobody(server, [Call(server, to_move(flow, alias, "2") + to_invoke(flow, alias=alias))])
    Call(server, to_move(flow, alias, "1")).wait_for(b'"flowVersion":"1"')
    call = Call(server, to_move(flow, alias, "2") + to_start(flow, alias=alias))
    call.wait_for(b"executionArn")
    delays_nobody(server, [], runs=1)


def test_an_alias_moves_to_and_fro_under_many_calls(server):
    flow, alias = quick_then_slow(server)
    over = threading.Event()

    def move():
        connection = waits.connect(server.port)
        while not over.is_set():
            for version in "21":
                connection.sendall(to_move(flow, alias, version))
                assert connection.recv(65536).startswith(b"HTTP/1.1 200")
    mover = threading.Thread(target=move)
    mover.start()
    calls = []
    for _ in range(100):
        calls += [Call(server, to_invoke(flow, alias=alias)),
                  Call(server, to_start(flow, alias=alias))]
        get_flow_is_answered(server, times=1)
    over.set()
    waits.join([mover], "who moves the alias")

    let_backends_answer(server, lambda: all(
        INVOKED in call.look() or b"executionArn" in call.look() for call in calls),
        "the end of all calls")


def test_a_draft_changes_just_before_the_call(server):
    flow = create(server, smallest())
    assert list(invoke(server, flow, "compiled"))
    change = json.dumps({"name": flow, "executionRoleArn": ROLE,
                         "definition": one_prompt()})
    delays_nobody(server, [Call(server, http("PUT", f"/flows/{flow}/", change) +
                                http("POST", f"/flows/{flow}/") + to_invoke(flow))])


def state_with(server):
    """The body of a PUT of the state as it is."""
    return server.call("GET", "/_local/state")[2]


# What may be asked while runs wait; what it does to them is not looked at here.
MEANWHILE = {
    "GetFlow": lambda server, flow: http("GET", f"/flows/{flow}/"),
    "ListFlows": lambda server, flow: http("GET", "/flows/?maxResults=1000"),
    "PrepareFlow": lambda server, flow: http("POST", f"/flows/{flow}/"),
    "CreateFlowVersion": lambda server, flow: http("POST", f"/flows/{flow}/versions", "{}"),
    "DeleteFlow": lambda server, flow: http(
        "DELETE", f"/flows/{flow}/?skipResourceInUseCheck=true"),
    "ListFlowExecutions": lambda server, flow: http("GET", f"/flows/{flow}/executions"),
    "ListFlowExecutions of an alias": lambda server, flow: http(
        "GET", f"/flows/{flow}/executions?flowAliasIdentifier=TSTALIASID"),
    "GetFlowExecution": lambda server, flow: http(
        "GET", f"/flows/{flow}/aliases/TSTALIASID/executions/waits"),
    "ListFlowExecutionEvents": lambda server, flow: http(
        "GET", f"/flows/{flow}/aliases/TSTALIASID/executions/waits/events?eventType=Node"),
    "StopFlowExecution": lambda server, flow: http(
        "POST", f"/flows/{flow}/aliases/TSTALIASID/executions/waits/stop"),
    "GET backends": lambda server, flow: http("GET", "/_local/backends"),
    "PUT backends": lambda server, flow: http("PUT", "/_local/backends", json.dumps(SLOW)),
    "GET calls": lambda server, flow: http("GET", "/_local/calls"),
    "GET executions": lambda server, flow: http("GET", "/_local/executions"),
    "GET state": lambda server, flow: http("GET", "/_local/state"),
    "PUT state": lambda server, flow: http("PUT", "/_local/state", state_with(server)),
    "POST snapshot": lambda server, flow: http("POST", "/_local/snapshots/one"),
    "load snapshot": lambda server, flow: http("POST", "/_local/snapshots/one") + http(
        "POST", "/_local/snapshots/one/load"),
    "reset": lambda server, flow: http("POST", "/_local/reset"),
}


@pytest.mark.parametrize("name", MEANWHILE)
def test_what_is_asked_while_runs_wait(server, name):
    flow = create(server, one_prompt())
    run = Call(server, to_invoke(flow))
    execution = Call(server, to_start(flow, inputs(more=',"name":"waits"')))
    waits.until(lambda: waiting(server) == 2, "both runs to wait")
    asked = Call(server, MEANWHILE[name](server, flow))
    get_flow_is_answered(server, expected=(200, 404))
    let_backends_answer(server, lambda: all(
        b"HTTP/1.1 " in call.look() for call in (run, execution, asked)), "the answers")
    assert b"HTTP/1.1 2" in asked.received
    get_flow_is_answered(server, expected=(200, 404))
