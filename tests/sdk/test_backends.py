"""What stands behind Prompt nodes, and how their answers stream."""
import json
from pathlib import Path

import pytest
from botocore.exceptions import EventStreamError
from jsonschema import Draft202012Validator

from flow_shapes import create, data, input_node, invoke, kinds, output_node, prompt_node, put_backends, two_prompts


def one_prompt(name="Ask"):
    return {"nodes": [input_node(), prompt_node(name, "<{{text}}>"), output_node()],
            "connections": [data("Start", "document", name, "text"),
                            data(name, "modelCompletion", "End", "document")]}


def answer_of(server, flow, document="hi"):
    events = list(invoke(server, flow, document))
    assert kinds(events) == ["flowOutputEvent", "flowCompletionEvent"]
    return events[0]["flowOutputEvent"]["content"]["document"]


@pytest.fixture
def server(start):
    return start("--in-memory")


def test_without_rules_a_model_echoes(server):
    assert answer_of(server, create(server, one_prompt())) == "<hi>"


def test_rules_answer_in_order_and_the_document_can_be_read_back(server):
    document = {"models": [
        {"match": {"node": "Other"}, "respond": {"text": "not me"}},
        {"match": {"promptContains": "refund"}, "respond": {"text": "REFUND"}},
        {"match": {"promptMatches": "^<s"}, "respond": {"template": "summary of {{prompt}}"}},
        {"match": {"modelId": "amazon.*"}, "respond": [{"text": "one"}, {"text": "two"}], "times": 3}]}
    put_backends(server, document)
    assert server.local("GET", "backends") == document
    flow = create(server, one_prompt())
    assert answer_of(server, flow, "a refund") == "REFUND"
    assert answer_of(server, flow, "sum it up") == "summary of <sum it up>"
    assert [answer_of(server, flow) for _ in range(4)] == ["one", "two", "two", "<hi>"]


@pytest.mark.parametrize("error, exception", [
    ("ThrottlingException", "throttlingException"), ("AccessDeniedException", "accessDeniedException"),
    ("ResourceNotFoundException", "dependencyFailedException"),
    ("InternalServerException", "badGatewayException")])
def test_an_error_rule_fails_the_stream_as_the_service_would(server, error, exception):
    put_backends(server, {"models": [{"match": {"node": "Ask"}, "respond": {"error": error, "message": "said so"}}]})
    flow = create(server, one_prompt())
    with pytest.raises(EventStreamError) as raised:
        list(invoke(server, flow, "hi"))
    assert raised.value.response["Error"]["Code"] == exception
    assert "said so" in raised.value.response["Error"]["Message"]


def test_a_bad_document_is_refused_and_the_one_in_force_stays(server):
    put_backends(server, {"models": [{"match": {"node": "Ask"}, "respond": {"text": "kept"}}]})
    for bad, pointer in (({"modles": []}, "/modles"), ({"models": [{"respond": {"text": 5}}]}, "/models/0/respond/text"),
                         ({"models": [{"match": {"promptMatches": "("}, "echo": True}]}, "/models/0/match/promptMatches"),
                         ({"buckets": {}}, "/buckets")):
        status, _, answer = server.call("PUT", "/_local/backends", json.dumps(bad))
        assert status == 400 and json.loads(answer)["message"].startswith(pointer), answer
    assert answer_of(server, create(server, one_prompt())) == "kept"


LAMBDA = "arn:aws:lambda:us-east-1:123456789012:function:price"


def a_function_for_each(type="String"):
    """An Iterator hands {"city": …, "days": …} to a function; each of its responses is an output."""
    function = {"name": "Price", "type": "LambdaFunction",
                "configuration": {"lambdaFunction": {"lambdaArn": LAMBDA}},
                "inputs": [{"name": "city", "type": "String", "expression": "$.data.city"},
                           {"name": "days", "type": "Number", "expression": "$.data.days"},
                           {"name": "trip", "type": "Object", "expression": "$.data"}],
                "outputs": [{"name": "functionResponse", "type": type}]}
    each = {"name": "Each", "type": "Iterator", "configuration": {"iterator": {}},
            "inputs": [{"name": "array", "type": "Array", "expression": "$.data"}],
            "outputs": [{"name": "arrayItem", "type": "Object"},
                        {"name": "arraySize", "type": "Number"}]}
    return {"nodes": [input_node("Array"), each, function, output_node(type=type)],
            "connections": [data("Start", "document", "Each", "array"),
                            *(data("Each", "arrayItem", "Price", name)
                              for name in ("city", "days", "trip")),
                            data("Price", "functionResponse", "End", "document")]}


def outputs_of(server, flow, document):
    return [event["flowOutputEvent"]["content"]["document"]
            for event in invoke(server, flow, document) if "flowOutputEvent" in event]


def test_rules_of_functions_see_their_inputs_whatever_the_order_of_the_items(server):
    put_backends(server, {"lambdas": [
        {"match": {"inputs": {"city": "Par*", "days": 2}}, "respond": {"payload": "two in Paris"}},
        {"match": {"inputs": {"city": "Par*"}}, "respond": {"payload": "Paris"}},
        {"match": {"inputs": {"trip.with": {"equals": {"dog": True}}}}, "respond": {"payload": "with a dog"}},
        {"respond": {"template": "{{inputs.days}} in {{inputs.city}}, {{inputs.trip}}"}}]})
    flow = create(server, a_function_for_each())
    trips = {"two in Paris": {"city": "Paris", "days": 2}, "Paris": {"city": "Parma", "days": 3},
             "with a dog": {"city": "Rome", "days": 1, "with": {"dog": True}},
             '4 in Rome, {"city":"Rome","days":4}': {"city": "Rome", "days": 4}}
    for order in (list(trips), list(reversed(trips))):
        assert outputs_of(server, flow, [trips[expected] for expected in order]) == order


def test_a_function_that_no_rule_fits_names_the_input_that_does_not(server):
    put_backends(server, {"lambdas": [{"match": {"inputs": {"city": "Par*", "days": 3}}, "respond": {"payload": "x"}}]})
    with pytest.raises(EventStreamError) as raised:
        outputs_of(server, create(server, a_function_for_each()), [{"city": "Paris", "days": 2}])
    error = raised.value.response["Error"]
    assert error["Code"] == "dependencyFailedException"
    assert "The closest is /lambdas/0: inputs.days 3 is not 2." in error["Message"]


def test_a_template_inserts_only_what_the_call_has(server):
    put_backends(server, {"lambdas": [{"respond": {"template": "{{inputs.trip.with.dog}}"}}]})
    flow = create(server, a_function_for_each())
    assert outputs_of(server, flow, [{"city": "Rome", "days": 1, "with": {"dog": "Rex"}}]) == ["Rex"]
    with pytest.raises(EventStreamError) as raised:
        outputs_of(server, flow, [{"city": "Rome", "days": 1}])
    assert "{{inputs.trip.with.dog}}, but the call has no such value" in raised.value.response["Error"]["Message"]


def one_service(type, input, output, configuration, output_type="String"):
    node = {"name": "Ask", "type": type, "configuration": configuration,
            "inputs": [{"name": input, "type": "String", "expression": "$.data"}],
            "outputs": [{"name": output, "type": output_type}]}
    return {"nodes": [input_node(), node, output_node(type=output_type)],
            "connections": [data("Start", "document", "Ask", input),
                            data("Ask", output, "End", "document")]}


def test_rules_of_knowledge_bases_agents_and_bots_see_what_is_asked(server):
    put_backends(server, {
        "knowledgeBases": [{"match": {"query": "tea*"}, "respond": {"template": "on {{query}}"}},
                           {"match": {"query": "*"}, "respond": {"results": []}}],
        "agents": [{"match": {"text": "book ?"}, "respond": {"template": "{{text}}: booked"}}],
        "lexBots": [{"match": {"text": "one"}, "respond": {"intent": "One"}},
                    {"match": {"text": "tw?"}, "respond": {"intent": "Two"}}]})
    base = create(server, one_service("KnowledgeBase", "retrievalQuery", "retrievalResults", {
        "knowledgeBase": {"knowledgeBaseId": "KB12345678"}}, "Array"))
    assert outputs_of(server, base, "tea shops") == [[{"content": {"text": "on tea shops", "type": "TEXT"}}]]
    assert outputs_of(server, base, "coffee") == [[]]
    agent = create(server, one_service("Agent", "agentInputText", "agentResponse", {"agent": {
        "agentAliasArn": "arn:aws:bedrock:us-east-1:123456789012:agent-alias/AGENT12345/ALIAS12345"}}))
    assert outputs_of(server, agent, "book 7") == ["book 7: booked"]
    with pytest.raises(EventStreamError) as raised:
        outputs_of(server, agent, "book 17")
    assert '/agents/0: text "book ?" does not fit "book 17".' in raised.value.response["Error"]["Message"]
    bot = create(server, one_service("Lex", "inputText", "predictedIntent", {"lex": {
        "botAliasArn": "arn:aws:lex:us-east-1:123456789012:bot-alias/BOT1234567/ALIAS12345",
        "localeId": "en_US"}}))
    assert [outputs_of(server, bot, said) for said in ("two", "one")] == [["Two"], ["One"]]


def test_strict_makes_a_call_without_a_rule_an_error(start):
    server = start("--in-memory", "--strict")
    with pytest.raises(EventStreamError) as raised:
        list(invoke(server, create(server, one_prompt()), "hi"))
    assert raised.value.response["Error"]["Code"] == "dependencyFailedException"


def test_the_file_is_read_at_the_start_and_again_when_it_changes(start, tmp_path):
    file = tmp_path / "backends.json"
    file.write_text(json.dumps({"models": [{"respond": {"text": "first"}}]}))
    server = start("--in-memory", "--backends", file)
    flow = create(server, one_prompt())
    assert answer_of(server, flow) == "first"
    second = {"models": [{"respond": {"text": "second version"}}]}
    file.write_text(json.dumps(second))
    assert server.local("GET", "backends") == second  # it has looked at the file
    assert answer_of(server, flow) == "second version"
    file.write_text("not JSON")
    assert server.local("GET", "backends") == second
    assert answer_of(server, flow) == "second version"


def test_events_leave_as_nodes_finish(start):
    server = start("--in-memory")
    put_backends(server, {"models": [{"match": {"node": "Second"}, "respond": {"text": "late"}, "delayMs": 3600000}]})
    stream = invoke(server, create(server, two_prompts()), "hi")
    # Second takes an hour, so what arrives now cannot have waited for the end.
    assert next(iter(stream))["flowOutputEvent"]["content"]["document"] == "one hi"
    server.stop()  # within its grace, the hour notwithstanding


def test_a_client_that_leaves_does_not_disturb(server):
    put_backends(server, {"models": [{"match": {"node": "Second"}, "respond": {"text": "late"}, "delayMs": 3600000}]})
    flow = create(server, two_prompts())
    for _ in range(5):
        stream = invoke(server, flow, "hi")
        next(iter(stream))
        stream.close()
    put_backends(server, {})
    assert len(list(invoke(server, flow, "hi"))) == 3


DOCUMENTS = Path(__file__).parents[1] / "backends" / "documents"
EXPECTED = json.loads((DOCUMENTS / "expected.json").read_text())


@pytest.fixture(scope="module")
def schema():
    document = json.loads((Path(__file__).parents[2] / "schemas" / "backends.schema.json").read_text())
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document)


@pytest.mark.parametrize("file", sorted((DOCUMENTS / "valid").glob("*.json")), ids=lambda file: file.stem)
def test_the_schema_and_the_server_accept(shared, schema, file):
    text = file.read_text()
    assert list(schema.iter_errors(json.loads(text))) == []
    status, _, answer = shared.call("PUT", "/_local/backends", text)
    put_backends(shared, {})  # the server is shared
    assert (status, json.loads(answer)) == (200, json.loads(text))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_schema_and_the_server_refuse(shared, schema, name):
    text = (DOCUMENTS / "invalid" / name).read_text()
    status, _, answer = shared.call("PUT", "/_local/backends", text)
    assert status == 400
    assert json.loads(answer)["message"].startswith(EXPECTED[name]["pointer"])
    assert EXPECTED[name]["says"] in json.loads(answer)["message"]
    assert bool(list(schema.iter_errors(json.loads(text)))) == EXPECTED[name]["schemaRefuses"]
