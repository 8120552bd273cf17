"""Flows whose agents ask: INPUT_REQUIRED, and going on with the answer by the execution ID."""
import json

import pytest
from botocore.exceptions import ClientError, EventStreamError

from conftest import ROOT
from flow_shapes import create, invoke, put_backends

GOLDEN = ROOT / "tests/golden/flows"


def golden(name):
    return json.loads((GOLDEN / f"{name}.json").read_text())


def definition(name="conversation"):
    return golden(name)["definition"]


def ask_twice(server):
    put_backends(server, {"agents": [{"respond": [
        {"text": "Which city?", "inputRequired": True},
        {"text": "Which day?", "inputRequired": True}, {"text": "Booked."}]}]})


def start_run(server, flow, document="Travel", node="Start", **arguments):
    """The execution ID and all events of the first turn."""
    answer = server.runtime.invoke_flow(
        flowIdentifier=flow, flowAliasIdentifier="TSTALIASID", inputs=[
            {"nodeName": node, "nodeOutputName": "document", "content": {"document": document}}],
        **arguments)
    return answer["executionId"], list(answer["responseStream"])


def reply(server, flow, execution, document, node="Book", alias="TSTALIASID", given=None,
          client=None, **arguments):
    """The events of the turn that an answer begins."""
    given = {"nodeInputName": "agentInputText"} if given is None else given
    answer = (client or server.runtime).invoke_flow(
        flowIdentifier=flow, flowAliasIdentifier=alias, executionId=execution,
        inputs=[{"nodeName": node, "content": {"document": document}, **given}], **arguments)
    assert answer["executionId"] == execution
    return list(answer["responseStream"])


def question(text, node="Book"):
    return [{"flowMultiTurnInputRequestEvent": {
                "nodeName": node, "nodeType": "AgentNode", "content": {"document": text}}},
            {"flowCompletionEvent": {"completionReason": "INPUT_REQUIRED"}}]


BOOKED = [{"flowOutputEvent": {"nodeName": "End", "nodeType": "FlowOutputNode",
                               "content": {"document": "Booked."}}},
          {"flowCompletionEvent": {"completionReason": "SUCCESS"}}]


def refusal(call, *arguments, **keywords):
    with pytest.raises(ClientError) as refused:
        call(*arguments, **keywords)
    assert not isinstance(refused.value, EventStreamError)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_conversation_of_three_turns(start):
    server = start("--in-memory")
    ask_twice(server)
    flow = create(server, definition())
    execution, events = start_run(server, flow)
    assert len(execution) == 36
    assert events == question("Which city?")
    assert reply(server, flow, execution, "Paris") == question("Which day?")
    assert reply(server, flow, execution, "Monday") == BOOKED
    told = server.local("GET", "calls?kind=agent")["calls"]
    assert [call["request"]["inputText"] for call in told] == ["Monday", "Paris", "Travel"]
    assert {call["execution"] for call in told} == {execution}
    code, message = refusal(reply, server, flow, execution, "Tuesday")
    assert code == "ValidationException"
    assert f"the execution {execution} does not wait for an answer" in message


def test_traces_tell_of_the_question_and_of_the_answer(start):
    server = start("--in-memory")
    put_backends(server, golden("conversation")["backends"])
    flow = create(server, definition())
    execution, events = start_run(server, flow, enableTrace=True)
    traces = {kind: trace for event in events if "flowTraceEvent" in event
              for kind, trace in event["flowTraceEvent"]["trace"].items()}
    agent, = traces["nodeDependencyTrace"]["traceElements"]["agentTraces"]
    assert (agent["agentId"], agent["agentAliasId"]) == ("AGENT12345", "ALIAS12345")
    assert agent["sessionId"] == execution
    assert agent["trace"]["orchestrationTrace"]["observation"] == {
        "type": "ASK_USER", "finalResponse": {"text": "Which city?"}}
    assert traces["nodeActionTrace"]["operationName"] == "InvokeAgent"
    events = reply(server, flow, execution, "Paris", enableTrace=True)
    taken = events[0]["flowTraceEvent"]["trace"]["nodeInputTrace"]
    assert taken["nodeName"] == "Book"
    assert taken["fields"] == [{"nodeInputName": "agentInputText", "type": "STRING",
                                "content": {"document": "Paris"}}]


def test_it_goes_on_with_its_own_definition_after_a_crash(start, tmp_path):
    backends = tmp_path / "backends.json"
    backends.write_text(json.dumps({"agents": [{"match": {"textContains": "Travel"}, "respond": {
        "text": "Which city?", "inputRequired": True}}, {"respond": {"text": "Booked."}}]}))
    flags = ("--db", tmp_path / "state.db", "--backends", backends)
    server = start(*flags)
    flow = create(server, definition())
    execution, events = start_run(server, flow)
    assert events == question("Which city?")
    # The flow is another one by now.
    smallest = golden("smallest")["definition"]
    server.agent.update_flow(flowIdentifier=flow, name="changed", definition=smallest,
                             executionRoleArn="arn:aws:iam::123456789012:role/flows")
    server.agent.prepare_flow(flowIdentifier=flow)
    server.kill()
    again = start(*flags)
    start_node = smallest["nodes"][0]["name"]
    _, events = start_run(again, flow, "hi", node=start_node)
    assert events[0]["flowOutputEvent"]["content"]["document"] == "hi"
    assert reply(again, flow, execution, "Paris") == BOOKED


def test_a_draft_that_changed_meanwhile_must_be_prepared_again(start):
    server = start("--in-memory")
    put_backends(server, golden("conversation")["backends"])
    flow = create(server, definition())
    execution, events = start_run(server, flow)
    assert events == question("Which city?")
    this = {"flowIdentifier": flow, "name": flow, "definition": definition(),
            "executionRoleArn": "arn:aws:iam::123456789012:role/flows"}
    server.agent.update_flow(**this)
    assert refusal(reply, server, flow, execution, "Paris") == (
        "ConflictException", "The flow alias is not in prepared state")
    server.agent.prepare_flow(flowIdentifier=flow)
    output = reply(server, flow, execution, "Paris")[0]["flowOutputEvent"]
    assert output["content"]["document"] == "Booked: Paris."


def test_a_wrong_continuation_is_refused_and_changes_nothing(start):
    server = start("--in-memory")
    ask_twice(server)
    flow = create(server, definition())
    other = create(server, definition())
    execution, _ = start_run(server, flow)
    for what, arguments, part in [
            ("another node", {"node": "End"}, f"waits for an answer to the node Book. An input of "
                                              "the node Start starts it anew."),
            ("an unknown node", {"node": "Nobody"}, "waits for an answer to the node Book"),
            ("another input", {"given": {"nodeInputName": "promptAttributes"}},
             "The node Book takes an answer by its input agentInputText."),
            ("an output", {"given": {"nodeOutputName": "agentResponse"}},
             "The node Book takes an answer by its input agentInputText.")]:
        code, message = refusal(reply, server, flow, execution, "Paris", **arguments)
        assert (code, part in message) == ("ValidationException", True), (what, message)
    assert refusal(reply, server, flow, execution, {"city": "Paris"}) == (
        "ValidationException",
        "The answer to the node Book must be of the type STRING, not OBJECT.")
    for where in [{"flow": other}, {"execution": "another"}, {"client": server.client(
            "bedrock-agent-runtime", access_key="210987654321")}]:
        arguments = {"flow": flow, "execution": execution, **where}
        code, message = refusal(reply, server, document="Paris", **arguments)
        assert code == ("ResourceNotFoundException" if "client" in where
                        else "ValidationException"), message
    assert refusal(reply, server, flow, execution, "Paris", alias="ABCDEFGHIJ")[0] == (
        "ResourceNotFoundException")
    assert reply(server, flow, execution, "Paris") == question("Which day?")


def test_an_input_for_the_input_node_starts_anew(start):
    server = start("--in-memory")
    ask_twice(server)
    flow = create(server, definition())
    execution, events = start_run(server, flow, executionId="my.run:1")
    assert execution == "my.run:1" and events == question("Which city?")
    assert start_run(server, flow, executionId="my.run:1") == ("my.run:1", question("Which day?"))
    assert reply(server, flow, execution, "Paris") == BOOKED


def test_one_request_at_a_time(start):
    server = start("--in-memory")
    put_backends(server, {"agents": [{"respond": {"text": "Booked."}, "delayMs": 60000}]})
    flow = create(server, definition())
    running = invoke(server, flow, "Travel", executionId="mine", trace=True)
    next(iter(running))
    assert refusal(start_run, server, flow, executionId="mine") == (
        "ConflictException",
        "The execution mine is running. Retry the request when its stream has ended.")
    other = create(server, golden("smallest")["definition"])
    assert len(list(invoke(server, other, "hi", node="In1", executionId="mine"))) == 2
    running.close()


def test_a_client_that_leaves_may_answer_again(start):
    server = start("--in-memory")
    put_backends(server, {"agents": [
        {"respond": {"text": "Which city?", "inputRequired": True}, "times": 1},
        {"respond": {"text": "Never."}, "delayMs": 60000}]})
    flow = create(server, definition())
    execution, _ = start_run(server, flow)
    answer = server.runtime.invoke_flow(
        flowIdentifier=flow, flowAliasIdentifier="TSTALIASID", executionId=execution,
        enableTrace=True, inputs=[{"nodeName": "Book", "nodeInputName": "agentInputText",
                                   "content": {"document": "Paris"}}])
    next(iter(answer["responseStream"]))
    answer["responseStream"].close()
    # The agent may not have been asked before the client left.
    put_backends(server, {"agents": [{"respond": {"text": "Booked."}}]})
    while True:
        try:
            assert reply(server, flow, execution, "Paris") == BOOKED
            break
        except ClientError as conflict:  # until the server has seen that the client left
            assert conflict.response["Error"]["Code"] == "ConflictException"


def test_a_conversation_ends_with_its_flow(start):
    server = start("--in-memory")
    ask_twice(server)
    flow = create(server, definition())
    execution, _ = start_run(server, flow)
    server.agent.delete_flow(flowIdentifier=flow)
    assert refusal(reply, server, flow, execution, "Paris")[0] == "ResourceNotFoundException"


def test_a_failure_after_the_answer_ends_the_conversation(start):
    server = start("--in-memory")
    put_backends(server, golden("conversation_that_fails")["backends"])
    flow = create(server, definition("conversation_that_fails"))
    execution, _ = start_run(server, flow)
    with pytest.raises(EventStreamError) as failed:
        reply(server, flow, execution, "3")
    assert failed.value.response["Error"]["Code"] == "validationException"
    assert "does not wait for an answer" in refusal(reply, server, flow, execution, "3")[1]


@pytest.mark.parametrize("name", ["conversation_in_iterator", "conversation_in_loop",
                                  "conversation_in_loop_in_iterator", "conversation_of_two_agents"])
def test_conversations_in_scopes(start, name):
    server = start("--in-memory")
    case = golden(name)
    put_backends(server, case["backends"])
    flow = create(server, case["definition"])
    execution, events = start_run(server, flow, case["inputs"][0])
    outputs = []
    for answer in [*case["answers"][0], None]:
        outputs += [event["flowOutputEvent"]["content"]["document"] for event in events
                    if "flowOutputEvent" in event]
        reason = events[-1]["flowCompletionEvent"]["completionReason"]
        assert reason == ("SUCCESS" if answer is None else "INPUT_REQUIRED")
        if answer is not None:
            asking = events[-2]["flowMultiTurnInputRequestEvent"]["nodeName"]
            events = reply(server, flow, execution, answer, node=asking)
    written = (GOLDEN / f"{name}.txt").read_text()
    assert outputs == [json.loads(line.split(" returns document ")[1])
                       for line in written.splitlines() if " returns document " in line]
