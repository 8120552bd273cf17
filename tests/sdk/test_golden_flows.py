"""The golden flows as an SDK meets them: outputs, traces and endings are those in tests/golden/streams."""
import json

import pytest
from botocore.exceptions import EventStreamError

from conftest import ROOT, Server
from flow_shapes import create, put_backends, without_what_varies

FLOWS, STREAMS = ROOT / "tests/golden/flows", ROOT / "tests/golden/streams"
# Test doubles of the unit tests stand behind this one; test_node_types.py has it with a real prompt.
ELSEWHERE = {"prompt_from_management"}
NAMES = sorted({file.stem for file in FLOWS.glob("*.json")} - ELSEWHERE)
NODE_TYPES = {"Input", "Output", "Prompt", "Condition", "Iterator", "Collector", "Loop", "LoopInput",
              "LoopController", "KnowledgeBase", "LambdaFunction", "Lex", "Agent", "Storage",
              "Retrieval", "InlineCode"}


@pytest.fixture(scope="module")
def servers():
    started = {}

    def server(*flags):
        if flags not in started:
            started[flags] = Server("--in-memory", *flags)
        return started[flags]
    yield server
    for one in started.values():
        one.stop()


def read(name):
    return json.loads((FLOWS / f"{name}.json").read_text())


def nodes_of(definition):
    for node in definition["nodes"]:
        yield node
        if node["type"] == "Loop":
            yield from nodes_of(node["configuration"]["loop"]["definition"])


def written(name):
    """The turns of the file: lists of (kind of event, its content)."""
    turns = [[]]
    for line in (STREAMS / f"{name}.txt").read_text().split("\n"):
        if not line:
            turns.append([])
            continue
        kind, payload = line.removeprefix("exception ").split(" ", 1)
        turns[-1].append((kind, without_what_varies(json.loads(payload))))
    return [turn for turn in turns if turn]


def turn(server, flow, execution, node, port, document):
    """The execution ID and the events of one request."""
    more = {"executionId": execution} if execution else {}
    answer = server.runtime.invoke_flow(
        flowIdentifier=flow, flowAliasIdentifier="TSTALIASID", enableTrace=True,
        inputs=[{"nodeName": node, port[0]: port[1], "content": {"document": document}}], **more)
    events = []
    try:
        for event in answer["responseStream"]:
            (kind, content), = event.items()
            text = json.dumps(content, default=str)
            events.append((kind, without_what_varies(json.loads(text))))
    except EventStreamError as failure:
        error = failure.response["Error"]
        events.append((error["Code"], error["Message"]))
    return answer["executionId"], events


@pytest.mark.parametrize("name", NAMES)
def test_it_streams_what_is_written_down(servers, name):
    golden = read(name)
    server = servers(*["--loops-end-when-true"] * golden.get("loopsEndWhenTrue", False))
    flow = create(server, golden["definition"])
    start, = [node["name"] for node in golden["definition"]["nodes"] if node["type"] == "Input"]
    seen = []
    for document, answers in zip(golden["inputs"], golden.get("answers", [[]] * 100)):
        put_backends(server, golden.get("backends", {}))
        execution, events = turn(server, flow, None, start, ("nodeOutputName", "document"), document)
        seen.append(events)
        for answer in answers:
            asking = dict(events)["flowMultiTurnInputRequestEvent"]["nodeName"]
            _, events = turn(server, flow, execution, asking,
                             ("nodeInputName", "agentInputText"), answer)
            seen.append(events)
    expected = written(name)
    for events in expected:
        kind, content = events[-1]
        if kind.endswith("Exception"):
            events[-1] = kind, content["message"]
    assert seen == expected


def test_every_node_type_is_among_them():
    assert {node["type"] for name in NAMES for node in nodes_of(read(name)["definition"])} == NODE_TYPES
