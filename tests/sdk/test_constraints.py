"""Each constraint of the API models, broken once and kept once, through plain HTTP."""
import json
from collections import Counter
from urllib.parse import quote, urlencode

import pytest

import model_cases
from api_model import SERVED, operation_model
from constraint_oracle import (LISTED_MAX, REQUIRED, WrongType, error_body, find_violations,
                               too_short, wrong_key)
from flow_shapes import smallest
from waits import http_connection

# An account of our own: what good requests create disturbs nobody.
SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=555555555555/20300101/us-east-1/bedrock/"
                           "aws4_request, SignedHeaders=host, Signature=00"}
# What is refused although the model allows it: no token of ours, no variant of that name.
REFUSED_FOR_OTHER_REASONS = {"nextToken", "defaultVariant"}
UNKNOWN_FLOW = "ABCDEFGHIJ"


class Wire:
    """Requests over one connection, as an operation's model puts them on the wire."""

    def __init__(self, server):
        self.connection = http_connection(server.port)

    def send(self, operation, request):
        """Returns the status, the error type or None, and the body."""
        model = operation_model(operation)
        places = {name: member.serialization.get("location")
                  for name, member in model.input_shape.members.items()}
        target, query, body = model.http["requestUri"], {}, {}
        for name, value in request.items():
            if places.get(name) == "uri":
                target = target.replace("{%s}" % name, quote(value, safe=""))
            elif places.get(name) == "querystring":
                query[name] = value if isinstance(value, (str, list)) else json.dumps(value)
            else:
                body[name] = value
        if query:
            target += "?" + urlencode(query, doseq=True)
        self.connection.request(model.http["method"], target, json.dumps(body).encode(), SIGNED)
        answer = self.connection.getresponse()
        content = answer.read()
        return answer.status, answer.getheader("x-amzn-errortype"), content


@pytest.fixture(scope="module")
def wire(shared):
    wire = Wire(shared)
    yield wire
    wire.connection.close()


def short(value):
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) < 600 else f"{text[:400]} ... {text[-150:]}"


def differences(wire, case):
    """What is wrong with the two answers of a case, as lines."""
    if case.good is not None:
        status, error, content = wire.send(case.operation, case.good)
        message = json.loads(content)["message"] if error else ""
        own_reason = case.path.split(".")[0] in REFUSED_FOR_OTHER_REASONS and \
            "failed to satisfy constraint" not in message
        refused = error == "ValidationException" and not own_reason
        if refused or error in ("SerializationException", "UnknownOperationException") \
                or status >= 500:
            yield case.good, "not refused", (status, error, short(message))
    if case.bad is None:
        return
    status, error, content = wire.send(case.operation, case.bad)
    got = (status, error, json.loads(content))
    try:
        violations = find_violations(case.operation, case.bad)
    except WrongType as wrong:
        assert case.kind == model_cases.WRONG_TYPE and str(wrong) == case.path, case.path
        if got[:2] != (400, "SerializationException") or f"'{case.path}'" not in got[2]["message"]:
            yield case.bad, f"SerializationException that names {case.path}", got
        return
    assert (case.path, case.rule) in [(path, rule) for path, rule, _ in violations], case.path
    expected = (400, "ValidationException", error_body(case.operation, violations))
    if got != expected:
        yield case.bad, expected, got


GROUPS = [(operation, kind) for operation in SERVED
          for kind in dict.fromkeys(case.kind for case in model_cases.cases(operation))]


@pytest.mark.parametrize("operation, kind", GROUPS)
def test_constraint(wire, operation, kind):
    failures = []
    for case in model_cases.cases(operation):
        if case.kind == kind:
            failures += [f"{operation} {case.path} ({kind})\n  sent     {short(sent)}\n"
                         f"  expected {short(expected)}\n  got      {short(got)}"
                         for sent, expected, got in differences(wire, case)]
    if failures:
        pytest.fail(f"{len(failures)} wrong answers\n" + "\n".join(failures[:10]), pytrace=False)


def test_the_cases_are_many_and_every_operation_has_some():
    counted = Counter(case.operation for operation in SERVED
                      for case in model_cases.cases(operation))
    assert set(counted) == set(SERVED)
    assert sum(counted.values()) >= 3000
    kinds = Counter(kind for _, kind in GROUPS)
    assert set(kinds) == {
        "required", "min", "max", "pattern", "enum", "range min", "range max", "list min",
        "list max", "null in a list", "map key", "union", model_cases.WRONG_TYPE}
    inner = "definition.nodes.2.member.configuration.loop.definition.nodes.2.member."
    assert any(case.path.startswith(inner) for case in model_cases.cases("CreateFlow"))


@pytest.mark.parametrize("operation", SERVED)
def test_unknown_and_null_members_do_not_count(wire, operation):
    shape = operation_model(operation).input_shape
    required = shape.required_members
    more = {"noSuchMember": {"a": [None]}, **{
        name: None for name, member in shape.members.items()
        if name not in required and "location" not in member.serialization}}
    request = model_cases.minimal(shape)
    request.update({name: UNKNOWN_FLOW for name in ("flowIdentifier", "promptIdentifier")
                    if name in request})
    if "name" in request:
        request["name"] = "bad name"  # so that nothing is created, and both answers say the same
    assert wire.send(operation, {**more, **request}) == wire.send(operation, request)


def test_violations_come_in_one_message_in_the_order_of_the_request(wire):
    definition = smallest()
    definition["connections"] = [{"name": "x", "source": "Start", "target": ""}]
    definition["nodes"][0]["outputs"][0]["type"] = "Text"
    request = {"description": "", "definition": definition, "tags": {"a": "!"}, "name": "-",
               "clientToken": "!"}
    status, error, content = wire.send("CreateFlow", request)
    body = json.loads(content)
    assert (status, error) == (400, "ValidationException")
    assert body == error_body("CreateFlow", find_violations("CreateFlow", request))
    assert body["message"].startswith(
        f"10 validation errors detected: Value '' at 'description' failed to satisfy constraint: "
        f"{too_short(1)}; Value at 'definition.nodes.1.member.outputs.1.member.type' failed")
    assert [field["name"] for field in body["fieldList"]] == [
        "description", "definition.nodes.1.member.outputs.1.member.type",
        "definition.connections.1.member.name", "definition.connections.1.member.target",
        "definition.connections.1.member.type", "tags.a.member", "name", "clientToken",
        "clientToken", "executionRoleArn"]
    assert body["message"].endswith(f"Value null at 'executionRoleArn' failed to satisfy "
                                    f"constraint: {REQUIRED}")


def test_so_many_violations_are_spelled_out_and_all_are_counted(wire):
    request = {"name": "many", "executionRoleArn": "", "tags": {f"!{i}": "" for i in range(150)}}
    _, _, content = wire.send("CreateFlow", request)
    body = json.loads(content)
    assert body == error_body("CreateFlow", find_violations("CreateFlow", request))
    assert body["message"].startswith("151 validation errors detected: ")
    assert len(body["fieldList"]) == body["message"].count("Value ") == LISTED_MAX
    key = operation_model("CreateFlow").input_shape.members["tags"].key
    assert wrong_key(key.metadata) in body["message"]


def test_lengths_count_characters(wire):
    for length, error in ((200, "ResourceNotFoundException"), (201, "ValidationException")):
        request = {**model_cases.minimal(operation_model("UpdateFlow").input_shape),
                   "description": "\U0001f600" * length}
        assert wire.send("UpdateFlow", request)[1] == error


def test_a_long_value_is_quoted_in_part(wire):
    request = {"name": "x" * 1025 + "!", "executionRoleArn": "arn:aws:iam::123456789012:role/flows"}
    _, _, content = wire.send("CreateFlow", request)
    assert f"Value '{'x' * 1024}...' at 'name' failed" in json.loads(content)["message"]
