"""Bad input gets AWS's error, changes nothing, and the server lives."""
import json

import pytest

from conftest import ROLE
from flow_shapes import create, data, invoke, smallest
from http2_client import VERSION_NAMES, VERSIONS

NOT_FOUND = ("Failed to retrieve resource because it doesn't exist. Retry your request with a different "
             "resource identifier.")


@pytest.fixture(scope="module", params=VERSIONS, ids=VERSION_NAMES)
def shared(shared, request):
    """Each test of this file runs over both versions of HTTP."""
    return request.param(shared)


@pytest.fixture(autouse=True)
def nothing_changes(shared):
    before = shared.call("GET", "/flows/?maxResults=1000")[2]
    yield
    if before != shared.call("GET", "/flows/?maxResults=1000")[2]:
        pytest.fail("bad input changed what is stored")


@pytest.fixture(scope="module")
def flow(shared):
    return create(shared, smallest())


def create_flow(shared, **members):
    body = {"name": "bad", "executionRoleArn": ROLE, **members}
    status, headers, answer = shared.call("POST", "/flows/", json.dumps(body))
    return status, headers.get("x-amzn-errortype"), json.loads(answer)


def test_malformed_json(shared):
    for body in ("{", "[]", '{"name":}', "\xff", "nonsense"):
        status, headers, answer = shared.call("POST", "/flows/", body.encode("latin-1"))
        assert (status, headers["x-amzn-errortype"]) == (400, "SerializationException"), body
        assert set(json.loads(answer)) == {"message"}


def test_wrong_json_types(shared):
    for members in ({"name": 5}, {"definition": []}, {"definition": {"nodes": {}}}, {"tags": "x"}):
        status, error, answer = create_flow(shared, **members)
        assert (status, error) == (400, "SerializationException"), (members, answer)


def test_several_violations_stand_in_one_message(shared):
    status, error, answer = create_flow(shared, name="bad name", description="")
    assert (status, error) == (400, "ValidationException")
    assert answer["message"] == (
        "2 validation errors detected: Value 'bad name' at 'name' failed to satisfy constraint: Member "
        "must satisfy regular expression pattern: ([0-9a-zA-Z][_-]?){1,100}; Value '' at 'description' "
        "failed to satisfy constraint: Member must have length greater than or equal to 1")
    assert [field["name"] for field in answer["fieldList"]] == ["name", "description"]


def test_a_missing_member(shared):
    status, headers, answer = shared.call("POST", "/flows/", json.dumps({"name": "bad"}))
    assert (status, headers["x-amzn-errortype"]) == (400, "ValidationException")
    assert json.loads(answer)["message"] == (
        "1 validation error detected: Value null at 'executionRoleArn' failed to satisfy constraint: "
        "Member must not be null")


def test_values_of_a_definition_are_not_repeated(shared):
    definition = smallest()
    definition["nodes"][1]["name"] = "secret name"
    status, error, answer = create_flow(shared, definition=definition)
    assert (status, error) == (400, "ValidationException")
    assert answer["message"] == (
        "1 validation error detected: Value at 'definition.nodes.2.member.name' failed to satisfy "
        "constraint: Member must satisfy regular expression pattern: [a-zA-Z]([_]?[0-9a-zA-Z]){1,50}")


def test_forty_nodes_and_no_more(shared):
    definition = smallest()
    definition["nodes"] += [{"name": f"Extra{i}", "type": "Iterator"} for i in range(39)]
    status, error, answer = create_flow(shared, definition=definition)
    assert (status, error) == (400, "ValidationException")
    assert "'definition.nodes' failed to satisfy constraint: Member must have length less than or equal to 40" \
        in answer["message"]


def test_unknown_resources(shared, flow):
    for method, target, body in (
            ("GET", "/flows/ABCDEFGHIJ/", ""), ("DELETE", "/flows/ABCDEFGHIJ/", ""),
            ("POST", "/flows/ABCDEFGHIJ/", ""), ("GET", f"/flows/{flow}/versions/7/", ""),
            ("GET", f"/flows/{flow}/aliases/ABCDEFGHIJ", ""), ("GET", "/flows/ABCDEFGHIJ/aliases", ""),
            ("POST", f"/flows/{flow}/aliases/ABCDEFGHIJ", invocation("Start")),
            ("POST", "/flows/ABCDEFGHIJ/aliases/TSTALIASID", invocation("Start"))):
        status, headers, answer = shared.call(method, target, body)
        assert (status, headers["x-amzn-errortype"]) == (404, "ResourceNotFoundException"), target
        assert json.loads(answer) == {"message": NOT_FOUND}


def invocation(node, **more):
    return json.dumps({"inputs": [{"nodeName": node, "content": {"document": "hi"}, **more}]})


def test_an_input_for_an_unknown_node_or_port(shared, flow):
    for body, message in (
            (invocation("Nowhere"), "The input names the node Nowhere, but the flow's Input node is Start."),
            (invocation("Start", nodeOutputName="doc"), "The node Start has no output doc."),
            (invocation("Start", nodeInputName="agentInputText"),
             "The input names an input of node Start, which takes a document as the start of a run: name "
             "its output instead.")):
        status, headers, answer = shared.call("POST", f"/flows/{flow}/aliases/TSTALIASID", body)
        assert (status, headers["x-amzn-errortype"]) == (400, "ValidationException")
        assert json.loads(answer) == {"message": message}


def test_inputs_are_exactly_one(shared, flow):
    one = json.loads(invocation("Start"))["inputs"]
    for inputs, word in (([], "greater than or equal to 1"), (one * 2, "less than or equal to 1")):
        status, _, answer = shared.call("POST", f"/flows/{flow}/aliases/TSTALIASID",
                                        json.dumps({"inputs": inputs}))
        assert status == 400 and word in json.loads(answer)["message"]


def test_a_node_that_cannot_run_is_named_before_the_stream(shared):
    definition = smallest()
    definition["nodes"].append({"name": "Know", "type": "KnowledgeBase",
        "inputs": [{"name": "retrievalQuery", "type": "String", "expression": "$.data"}],
        "outputs": [{"name": "outputText", "type": "String"}],
        "configuration": {"knowledgeBase": {"knowledgeBaseId": "KB12345678"}}})
    definition["connections"].append(data("Start", "document", "Know", "retrievalQuery"))
    flow = create(shared, definition)
    try:
        with pytest.raises(shared.runtime.exceptions.ValidationException) as raised:
            invoke(shared, flow, "hi")
        assert raised.value.response["Error"]["Message"] == (
            "Node Know declares the output outputText, but a KnowledgeBase node without a model "
            "gives retrievalResults.")
    finally:
        shared.agent.delete_flow(flowIdentifier=flow)


def test_a_body_over_the_limit(shared):
    head = "POST /flows/ HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n"
    answer = shared.raw(head.encode())
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"x-amzn-ErrorType: RequestEntityTooLargeException" in answer


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE", "OPTIONS", "BREW"])
def test_a_name_that_may_be_anyones_reaches_no_route(shared, method):
    for target in ("/", "/flows/", "/_local/health", "/_local/state", "/_local/backends", "/nothing"):
        answer = shared.raw(f"{method} {target} HTTP/1.1\r\nHost: evil.example:{shared.port}\r\n"
                            "Connection: close\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 403 ") and b"--allow-host" in answer, target


def test_json_that_nests_too_deep(shared):
    body = '{"name":' + "[" * 300 + "]" * 300 + "}"
    status, headers, answer = shared.call("POST", "/flows/", body)
    assert (status, headers["x-amzn-errortype"]) == (400, "SerializationException")
    assert "200 levels" in json.loads(answer)["message"]


def test_a_page_of_another_site_is_refused(shared):
    body = json.dumps({"name": "evil", "executionRoleArn": ROLE})
    for headers in ("Origin: http://evil.test\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n"):
        status, _, answer = shared.call("POST", "/flows/", body, headers)
        assert status == 403 and set(json.loads(answer)) == {"message"}
