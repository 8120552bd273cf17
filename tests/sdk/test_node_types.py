"""Flows with each type of node, as an SDK sees their outputs and traces."""
import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from botocore.exceptions import EventStreamError

from conftest import ROOT
from flow_shapes import create, data, input_node, invoke, output_node, put_backends
from waits import WAIT_MAX, until

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


def action(traces, node):
    """The one call that a node made."""
    found, = [trace for kind, trace in traces
              if kind == "nodeActionTrace" and trace["nodeName"] == node]
    return found


def failure(server, definition, document):
    """The exception in the stream, as (code, message)."""
    with pytest.raises(EventStreamError) as failed:
        run(server, definition, document)
    error = failed.value.response["Error"]
    return error["Code"], error["Message"]


def test_lambda_function(start):
    server = start("--in-memory")
    definition = golden("lambda_function")
    code, message = failure(server, definition, {"lines": [4, 5, 6]})
    assert code == "dependencyFailedException"
    assert 'serves function "arn:aws:lambda:us-east-1:123456789012:function:price-order:live"' in message
    assert '"lambdas" of the backends document' in message
    put_backends(server, {"lambdas": [
        {"match": {"function": "price-*"}, "respond": {"payload": {"total": 15}}, "times": 1},
        {"respond": {"error": "FunctionError", "message": "out of stock"}}]})
    outputs, traces, ending = run(server, definition, {"lines": [4, 5, 6]})
    assert (outputs, ending) == ([("End", {"total": 15})], "SUCCESS")
    call = action(traces, "Price")
    assert (call["serviceName"], call["operationName"]) == ("lambda", "Invoke")
    event = call["operationRequest"]["payload"]
    assert event["messageVersion"] == "1.0"
    assert event["flow"]["flowArn"].startswith("arn:aws:bedrock:us-east-1:123456789012:flow/")
    assert event["flow"]["flowAliasArn"] == event["flow"]["flowArn"] + "/alias/TSTALIASID"
    assert event["node"] == {"name": "Price", "inputs": [
        {"name": "lines", "type": "Array", "expression": "$.data.lines", "value": [4, 5, 6]},
        {"name": "third", "type": "Number", "expression": "$.data.lines[2]", "value": 6}]}
    assert failure(server, definition, {"lines": [4, 5, 6]}) == (
        "dependencyFailedException", "out of stock")


def test_knowledge_base(start):
    server = start("--in-memory")
    put_backends(server, {"knowledgeBases": [
        {"match": {"queryContains": "tea"}, "respond": {"results": [
            {"content": "Green tea is green.", "uri": "s3://books/tea.txt", "score": 0.9}]}}]})
    outputs, _, _ = run(server, golden("knowledge_base_results"), "tea?")
    (_, (result,)), = outputs
    assert result["content"] == {"type": "TEXT", "text": "Green tea is green."}
    assert result["location"] == {"type": "S3", "s3Location": {"uri": "s3://books/tea.txt"}}
    outputs, _, _ = run(server, golden("knowledge_base_answer"), "tea")
    assert outputs == [("End", "[Green tea is green.] tea?")]
    code, message = failure(server, golden("knowledge_base_results"), "coffee")
    assert code == "dependencyFailedException"
    assert 'The closest is /knowledgeBases/0: queryContains "tea" is no part of it' in message


def test_agent(start):
    server = start("--in-memory")
    put_backends(server, {"agents": [{"match": {"agentAlias": "AGENT12345/*"},
                                      "respond": {"text": "Done."}}]})
    outputs, traces, _ = run(server, golden("agent"), {"session": {"a": "b"}})
    assert outputs == [("End", "Done.")]
    call = action(traces, "Help")
    assert (call["serviceName"], call["operationName"]) == ("bedrock-agent-runtime", "InvokeAgent")
    assert call["operationRequest"]["agentAliasId"] == "ALIAS12345"
    assert call["operationRequest"]["sessionState"] == {"sessionAttributes": {"a": "b"}}
    put_backends(server, {"agents": [{"respond": {"error": "ThrottlingException"}}]})
    assert failure(server, golden("agent"), {"session": {}})[0] == "throttlingException"


def test_lex(start):
    server = start("--in-memory")
    put_backends(server, {"lexBots": [
        {"match": {"textContains": "buy"}, "respond": {"intent": "IntentOrder"}}]})
    assert run(server, golden("lex"), "I buy it")[0] == [("Yes", "I buy it")]
    code, message = failure(server, golden("lex"), "hello")
    assert code == "dependencyFailedException"
    assert "bot alias" in message


def retrieval(type):
    return {"nodes": [
        input_node(),
        {"name": "Load", "type": "Retrieval",
         "configuration": {"retrieval": {"serviceConfiguration": {
             "s3": {"bucketName": "letters-archive"}}}},
         "inputs": [{"name": "objectKey", "type": "String", "expression": "$.data"}],
         "outputs": [{"name": "s3Content", "type": type}]},
        output_node(type=type)],
        "connections": [data("Start", "document", "Load", "objectKey"),
                        data("Load", "s3Content", "End", "document")]}


def test_storage_and_retrieval(start, tmp_path):
    server = start("--db", tmp_path / "state.db")
    outputs, _, _ = run(server, golden("storage"), {"content": '{"a": [1]}', "key": "x/é.json"})
    assert outputs == [("End", "s3://letters-archive/x/é.json")]
    server.stop()
    server = start("--db", tmp_path / "state.db")
    assert run(server, retrieval("String"), "x/é.json")[0] == [("End", '{"a": [1]}')]
    assert run(server, retrieval("Object"), "x/é.json")[0] == [("End", {"a": [1]})]
    code, message = failure(server, retrieval("Array"), "x/é.json")
    assert code == "validationException" and "to be ARRAY" in message
    assert failure(server, retrieval("String"), "nothing")[0] == "dependencyFailedException"
    server.call("POST", "/_local/reset")
    assert failure(server, retrieval("String"), "x/é.json")[0] == "dependencyFailedException"


def one_code(code, type="String"):
    return {"nodes": [
        input_node(),
        {"name": "Run", "type": "InlineCode",
         "configuration": {"inlineCode": {"code": code, "language": "Python_3"}},
         "inputs": [{"name": "text", "type": "String", "expression": "$.data"}],
         "outputs": [{"name": "response", "type": type}]},
        output_node(type=type)],
        "connections": [data("Start", "document", "Run", "text"),
                        data("Run", "response", "End", "document")]}


def test_inline_code(shared):
    outputs, traces, ending = run(shared, one_code("text[::-1]"), "abc")
    assert (outputs, ending) == ([("End", "cba")], "SUCCESS")
    assert fields(traces, "nodeInputTrace", "Run") == [{"text": "abc"}]
    assert fields(traces, "nodeOutputTrace", "Run") == [{"response": "cba"}]
    assert failure(shared, one_code("x = 1\nint(text)"), "abc") == (
        "validationException", "Code execution failed due to runtime failure. Node Run, line 2: ValueError: invalid literal "
                               "for int() with base 10: 'abc'")
    for nothing in ("x = text", "def f():\n    return text", "None", "print(text)", "def f(): pass\nf()"):
        for type in ("String", "Object"):
            assert failure(shared, one_code(nothing, type), "abc") == (
                "validationException", "No function output is captured"), nothing
    code, message = failure(shared, one_code("len(text)"), "abc")
    assert (code, message) == ("validationException", "Expected type for Node Output response of "
                               "Node Run to be STRING. Actual type is NUMBER.")


def test_inline_code_cannot_reach_the_emulator(start, tmp_path):
    database = tmp_path / "state.db"
    server = start("--db", database)
    for code in (f"open({str(database)!r}, 'rb').read(16)",
                 f"import urllib.request\nurllib.request.urlopen({server.url!r})",
                 f"import os\nos.kill({server.process.pid}, 9)"):
        kind, message = failure(server, one_code(code), "x")
        assert kind == "validationException"
        assert "ermission" in message or "not permitted" in message, message
    assert run(server, one_code("text"), "still here")[0] == [("End", "still here")]


def test_a_flag_refuses_inline_code(start):
    server = start("--in-memory", "--no-inline-code")
    code, message = failure(server, one_code("text"), "x")
    assert code == "validationException" and "--no-inline-code" in message


def test_workers_go_with_the_server(start):
    server = start("--in-memory")
    run(server, one_code("text"), "x")
    tasks = Path(f"/proc/{server.process.pid}/task")
    worker, = [child for task in tasks.iterdir()
               for child in (task / "children").read_text().split()]
    server.kill()
    stat = Path(f"/proc/{worker}/stat")
    until(lambda: not stat.exists() or stat.read_text().split()[2] == "Z", "the worker to end")


def kept_prompt(agent, text):
    prompt = agent.create_prompt(name=f"prompt-{uuid.uuid4().hex}", defaultVariant="only", variants=[
        {"name": "only", "templateType": "TEXT", "modelId": "amazon.nova-lite-v1:0",
         "templateConfiguration": {"text": {"text": text}},
         "inferenceConfiguration": {"text": {"maxTokens": 7}}}])
    return prompt["id"], prompt["arn"]


def ask(arn, **configuration):
    return {"nodes": [
        input_node(),
        {"name": "Ask", "type": "Prompt",
         "configuration": {"prompt": {"sourceConfiguration": {"resource": {"promptArn": arn}},
                                      **configuration}},
         "inputs": [{"name": "it", "type": "String", "expression": "$.data"}],
         "outputs": [{"name": "modelCompletion", "type": "String"}]},
        output_node()],
        "connections": [data("Start", "document", "Ask", "it"),
                        data("Ask", "modelCompletion", "End", "document")]}


def test_prompts_of_prompt_management(shared):
    agent = shared.agent
    id, arn = kept_prompt(agent, "first {{it}}")
    version = agent.create_prompt_version(promptIdentifier=id)
    flow = create(shared, ask(arn))
    agent.update_prompt(promptIdentifier=id, name=f"prompt-{uuid.uuid4().hex}",
                        defaultVariant="only", variants=[
        {"name": "only", "templateType": "TEXT", "modelId": "amazon.nova-lite-v1:0",
         "templateConfiguration": {"text": {"text": "second {{it}}"}}}])
    answers = [event["flowOutputEvent"]["content"]["document"]
               for event in invoke(shared, flow, "tea") if "flowOutputEvent" in event]
    assert answers == ["second tea"], "the draft as it is when the node runs"
    outputs, traces, _ = run(shared, ask(version["arn"]), "tea")
    assert outputs == [("End", "first tea")]
    assert action(traces, "Ask")["operationRequest"]["inferenceConfig"]["maxTokens"] == 7
    for missing in (arn[:-10] + "NOSUCHPRMT", arn.replace("123456789012", "210987654321")):
        code, message = failure(shared, ask(missing), "tea")
        assert code == "dependencyFailedException"
        assert "is no prompt of this account and region" in message


def test_chat_prompts_show_all_turns_in_the_trace(shared):
    outputs, traces, _ = run(shared, golden("prompt_chat"),
                             {"role": "a cook", "name": "Ann", "question": "Tea?"})
    assert outputs == [("End", "Answer: Tea?")]
    request = action(traces, "Talk")["operationRequest"]
    assert request["system"] == [{"type": "TEXT", "text": "You are a cook."}]
    assert [(message["role"], [block["text"] for block in message["content"]])
            for message in request["messages"]] == [
        ("user", ["I am Ann. ", "Tea?"]), ("assistant", ["Hello Ann."]), ("user", ["Answer: Tea?"])]


def test_guardrails_judge_what_is_said(start):
    server = start("--in-memory")
    put_backends(server, {"guardrails": [
        {"match": {"id": "gr12345678"}, "blocks": {"matches": "(?i)secret"}, "message": "No."}]})
    _, arn = kept_prompt(server.agent, "tell {{it}}")
    guarded = ask(arn, guardrailConfiguration={
        "guardrailIdentifier": "gr12345678", "guardrailVersion": "1"})
    outputs, traces, _ = run(server, guarded, "the Secret")
    assert outputs == [("End", "No.")]
    assert action(traces, "Ask")["operationResponse"]["stopReason"] == "guardrail_intervened"
    assert run(server, guarded, "a story")[0] == [("End", "tell a story")]
    assert run(server, ask(arn), "the Secret")[0] == [("End", "tell the Secret")]


@pytest.mark.parametrize("flags, seconds", [
    ((), 3600),  # limits::kFlowTimeout
    (("--flow-timeout", "90s"), 90)])
def test_a_flow_ends_with_its_time(start, flags, seconds):
    server = start("--in-memory", *flags)
    put_backends(server, {"models": [{"echo": True, "delayMs": 86400000}]})
    server.local("POST", "clock", {"frozen": True})
    with ThreadPoolExecutor(1) as pool:
        ending = pool.submit(failure, server, golden("model_takes_time"), "hi")
        until(lambda: server.local("GET", "executions?status=Running")["executions"], "the run")
        server.local("POST", "clock", {"advanceSeconds": seconds - 1})
        assert server.local("GET", "executions?status=Running")["executions"]
        server.local("POST", "clock", {"advanceSeconds": 1})
        assert ending.result(WAIT_MAX) == (
            "validationException", "The flow did not finish within its time limit.")
