"""Flows with each type of node, as an SDK sees their outputs and traces."""
import json

from conftest import ROOT
from flow_shapes import create, invoke

GOLDEN = ROOT / "tests/golden"


def golden(name):
    return json.loads((GOLDEN / "flows" / f"{name}.json").read_text())["definition"]


def run(server, definition, document):
    """All outputs as (node, document), all traces as (kind, trace), and how it ended."""
    outputs, traces, ending = [], [], None
    for event in invoke(server, create(server, definition), document, trace=True):
        for kind, content in event.items():
            if kind == "flowOutputEvent":
                outputs.append((content["nodeName"], content["content"]["document"]))
            elif kind == "flowTraceEvent":
                traces += content["trace"].items()
            else:
                ending = content["completionReason"]
    return outputs, traces, ending


def fields(traces, kind, node):
    """The values in the traces of that kind of a node, one object for each trace."""
    name = "nodeInputName" if kind == "nodeInputTrace" else "nodeOutputName"
    return [{field[name]: field["content"]["document"] for field in trace["fields"]}
            for found, trace in traces if found == kind and trace["nodeName"] == node]


def test_loop_loop_input_and_loop_controller(shared):
    outputs, traces, ending = run(shared, golden("loop"), "a")
    assert outputs == [("End", "a!!!"), ("Count", 3)]
    assert ending == "SUCCESS"
    assert fields(traces, "nodeInputTrace", "Repeat") == [{"text": "a"}]
    assert fields(traces, "nodeOutputTrace", "In") == [{"text": "a"}, {"text": "a!"},
                                                       {"text": "a!!"}]
    assert fields(traces, "nodeOutputTrace", "Repeat") == [{"result": "a!!!", "iterationCount": 3}]
    decisions = [trace for kind, trace in traces
                 if kind == "nodeInputTrace" and trace["nodeName"] == "Enough"]
    assert [field["category"] for field in decisions[1]["fields"]] == [
        "ReturnValueToLoopStart", "ExitLoop", "LoopCondition"]
    for index, decision in enumerate(decisions):
        for field in decision["fields"]:
            assert field["executionChain"] == [
                {"nodeName": "Repeat", "type": "Loop", "index": index}]


def test_a_flag_turns_the_condition_of_loops_round(start):
    server = start("--in-memory", "--loops-end-when-true")
    outputs, _, _ = run(server, golden("loop"), "a")
    assert outputs == [("End", "a!"), ("Count", 1)]
