"""The concurrency configuration of an alias: the same outputs, as soon as they are ready."""
import json

import pytest

from conftest import ROOT
from flow_shapes import create, data, input_node, invoke, output_node, prompt_node, put_backends


def side_by_side():
    """Slow stands first; without overlap its output comes first, too."""
    return {"nodes": [input_node(), prompt_node("Slow", "slow {{text}}"), output_node("SlowOut"),
                      prompt_node("Fast", "fast {{text}}"), output_node("FastOut")],
            "connections": [data("Start", "document", "Slow", "text"),
                            data("Start", "document", "Fast", "text"),
                            data("Slow", "modelCompletion", "SlowOut", "document"),
                            data("Fast", "modelCompletion", "FastOut", "document")]}


def alias(server, flow, concurrency):
    server.agent.create_flow_version(flowIdentifier=flow)
    more = {} if concurrency is None else {"concurrencyConfiguration": concurrency}
    return server.agent.create_flow_alias(flowIdentifier=flow, name="any", routingConfiguration=[
        {"flowVersion": "1"}], **more)["id"]


def outputs(stream):
    return [(event["flowOutputEvent"]["nodeName"], event["flowOutputEvent"]["content"]["document"])
            for event in stream if "flowOutputEvent" in event]


SLOW_FIRST = [("SlowOut", "slow hi"), ("FastOut", "fast hi")]


@pytest.mark.parametrize("concurrency, expected", [
    (None, SLOW_FIRST), ({"type": "Manual"}, SLOW_FIRST),
    ({"type": "Manual", "maxConcurrency": 1}, SLOW_FIRST),
    ({"type": "Manual", "maxConcurrency": 2}, SLOW_FIRST[::-1]),
    ({"type": "Automatic"}, SLOW_FIRST[::-1]),
    ({"type": "Automatic", "maxConcurrency": 1}, SLOW_FIRST)])
def test_nodes_wait_side_by_side_where_the_alias_says_so(start, concurrency, expected):
    server = start("--in-memory")
    put_backends(server, {"models": [{"match": {"node": "Slow"}, "echo": True, "delayMs": 500}]})
    flow = create(server, side_by_side())
    assert outputs(invoke(server, flow, "hi", alias=alias(server, flow, concurrency))) == expected


@pytest.mark.parametrize("name", ["nested_conditions", "condition_in_iterator", "loop_in_iterator",
                                  "prompt_chain", "outer_values_in_iterator"])
def test_outputs_are_the_same(shared, name):
    golden = json.loads((ROOT / "tests/golden/flows" / f"{name}.json").read_text())
    flow = create(shared, golden["definition"])
    start_node = next(node["name"] for node in golden["definition"]["nodes"]
                      if node["type"] == "Input")
    overlapped = alias(shared, flow, {"type": "Manual", "maxConcurrency": 8})
    for document in golden["inputs"]:
        sequential = outputs(invoke(shared, flow, document, node=start_node))
        assert sorted(map(str, sequential)) == sorted(map(str, outputs(
            invoke(shared, flow, document, alias=overlapped, node=start_node))))
