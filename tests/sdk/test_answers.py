"""Every answer of every operation served here is what the API model says it is.

All clients of these tests are watched, see answer_checks.py: a wrong answer fails wherever it
comes.
"""
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError, EventStreamError

from answer_checks import SUCCESS, check_answer, check_event
from api_model import SERVED, operation_model, service_of
from conftest import ROLE
from flow_shapes import create, invoke, kinds, put_backends, smallest, two_prompts
from model_cases import cases, minimal

UNKNOWN, ACCOUNT = "ABCDEFGHIJ", "arn:aws:bedrock:us-east-1:123456789012"
TAGS = {"team": "flows"}
KEY = "arn:aws:kms:us-east-1:123456789012:key/" + "a" * 36
ROUTE = [{"flowVersion": "1"}]
VARIANT = {"name": "only", "templateType": "TEXT", "modelId": "amazon.nova-lite-v1:0",
           "templateConfiguration": {"text": {"text": "{{a}}", "inputVariables": [{"name": "a"}]}},
           "inferenceConfiguration": {"text": {"temperature": 0.7, "maxTokens": 9}},
           "metadata": [{"key": "k", "value": "v"}], "additionalModelRequestFields": {"a": [1]}}
# Declared errors that nothing leads to here: preparation is over before its answer leaves, updates
# add nothing that is counted, prompts can always be deleted, and what fails in an execution is
# listed among its events.
NEVER = {"ThrottlingException", "AccessDeniedException", "InternalServerException"}
NEVER_FROM = {
    "PrepareFlow": {"ConflictException", "ServiceQuotaExceededException"},
    "UpdateFlow": {"ServiceQuotaExceededException"},
    "UpdateFlowAlias": {"ServiceQuotaExceededException"},
    "UpdatePrompt": {"ServiceQuotaExceededException"},
    "DeletePrompt": {"ConflictException"},
    "InvokeFlow": {"ServiceQuotaExceededException"},
    "StartFlowExecution": {"DependencyFailedException", "BadGatewayException"},
    "StopFlowExecution": {"DependencyFailedException", "BadGatewayException"}}


def answer(operation, status, body, **headers):
    """What the checks say to an answer."""
    all_headers = {"content-type": "application/json",
                   "x-amzn-requestid": "01234567-89ab-cdef-0123-456789abcdef",
                   **{name.replace("_", "-"): value for name, value in headers.items()}}
    return check_answer(operation_model(operation), status, all_headers, json.dumps(body))


def test_the_checks_find_what_is_wrong_with_an_answer():
    good = {"id": UNKNOWN, "status": "Preparing"}
    assert answer("PrepareFlow", 202, good) == SUCCESS
    for wrong in ({"id": UNKNOWN}, {**good, "id": "short"}, {**good, "status": "Soon"},
                  {**good, "more": 1}, {**good, "status": None}, {**good, "id": 5}):
        with pytest.raises(AssertionError):
            answer("PrepareFlow", 202, wrong)
    for status, headers in ((200, {}), (202, {"content_type": "text/plain"}),
                            (202, {"x_amzn_requestid": "1"})):
        with pytest.raises(AssertionError):
            answer("PrepareFlow", status, good, **headers)
    flow = {"name": "a", "id": UNKNOWN, "arn": f"{ACCOUNT}:flow/{UNKNOWN}", "status": "Prepared",
            "createdAt": "2026-01-01T00:00:00.000000000Z", "updatedAt": "2026-01-01T00:00:00Z",
            "version": "DRAFT"}
    with pytest.raises(AssertionError, match="updatedAt.*time stamp"):
        answer("ListFlows", 200, {"flowSummaries": [flow]})


def test_the_checks_find_what_is_wrong_with_an_error():
    body = {"message": "no"}
    for operation, status, error in (("GetFlow", 404, "ResourceNotFoundException"),
                                     ("CreateFlow", 402, "ServiceQuotaExceededException"),
                                     ("GetFlow", 400, "SerializationException")):
        assert answer(operation, status, body, x_amzn_errortype=error) == error
    for operation, status, error, content in (
            ("GetFlow", 409, "ConflictException", body),  # not declared
            ("CreateFlow", 400, "ServiceQuotaExceededException", body),  # the runtime's status
            ("GetFlow", 404, "ResourceNotFoundException", {"Message": "no"}),
            ("GetFlow", 404, "ResourceNotFoundException", {**body, "fieldList": []}),
            ("GetFlow", 400, "ValidationException", {**body, "fieldList": [{"name": "a"}]}),
            ("GetFlow", 404, "SerializationException", body)):
        with pytest.raises(AssertionError):
            answer(operation, status, content, x_amzn_errortype=error)


def test_the_checks_find_what_is_wrong_with_an_event():
    stream = operation_model("InvokeFlow").get_event_stream_output()

    def event(name, payload, kind="event"):
        headers = {f":{kind}-type": name, ":content-type": "application/json",
                   ":message-type": kind}
        message = SimpleNamespace(headers=headers, payload=json.dumps(payload))
        return check_event(stream, message, "InvokeFlow")

    done, failed = {"completionReason": "SUCCESS"}, {"message": "no"}
    assert event("flowCompletionEvent", done) == "flowCompletionEvent"
    assert event("validationException", failed, "exception") == "validationException"
    for wrong in (("flowCompletionEvent", {"completionReason": "DONE"}),
                  ("flowCompletionEvent", done, "exception"), ("validationException", failed),
                  ("unknownEvent", done), ("validationException", {}, "error")):
        with pytest.raises(AssertionError):
            event(*wrong)


def call(server, operation, request):
    client = server.client(service_of(operation), parameter_validation=False)
    return getattr(client, xform_name(operation))(**request)


def fails(error, function, *arguments, **members):
    with pytest.raises(ClientError) as raised:
        function(*arguments, **members)
    assert raised.value.response["Error"]["Code"] == error


def tour_of_flows(agent):
    """All that can be done to a flow; returns the ARNs of one that stays and of its alias."""
    flow = agent.create_flow(
        name="tour", executionRoleArn=ROLE, definition=smallest(), tags=TAGS,
        description="all members", customerEncryptionKeyArn=KEY)
    this = {"flowIdentifier": flow["id"]}
    fails("ConflictException", agent.create_flow, name="tour", executionRoleArn=ROLE)
    fails("ConflictException", agent.create_flow_version, **this)
    for included in ("ALL_DATA", "METADATA_ONLY"):
        agent.get_flow(**this, includedData=included)
    agent.validate_flow_definition(definition=smallest())
    agent.prepare_flow(**this)
    assert agent.get_flow(**this)["validations"] == []
    agent.create_flow_version(**this, description="first")
    agent.get_flow_version(**this, flowVersion="1")
    agent.list_flow_versions(**this)
    alias = agent.create_flow_alias(
        **this, name="live", description="d", tags=TAGS, routingConfiguration=ROUTE,
        concurrencyConfiguration={"type": "Manual", "maxConcurrency": 2})
    that = {**this, "aliasIdentifier": alias["id"]}
    live = {"name": "live", "routingConfiguration": ROUTE}
    fails("ConflictException", agent.create_flow_alias, **this, **live)
    agent.get_flow_alias(**that)
    agent.list_flow_aliases(**this)
    agent.update_flow_alias(**that, **live)
    other = agent.create_flow_alias(**this, **{**live, "name": "other"})
    fails("ConflictException", agent.update_flow_alias, **{**live, "name": "other"}, **that)
    agent.delete_flow_alias(**this, aliasIdentifier=other["id"])
    fails("ConflictException", agent.delete_flow_version, **this, flowVersion="1")
    fails("ConflictException", agent.delete_flow, **this)
    agent.delete_flow_version(**this, flowVersion="1", skipResourceInUseCheck=True)
    agent.list_flows()
    return flow["arn"], alias["arn"]


def tour_of_broken_flows(agent):
    second = agent.create_flow(name="second", executionRoleArn=ROLE)
    this = {"flowIdentifier": second["id"], "executionRoleArn": ROLE}
    fails("ConflictException", agent.update_flow, **this, name="tour")
    agent.update_flow(**this, name="second", definition={})
    agent.prepare_flow(flowIdentifier=second["id"])
    failed = agent.get_flow(flowIdentifier=second["id"])
    assert failed["status"] == "Failed"
    assert [finding["type"] for finding in failed["validations"]] == [
        "MissingStartingNodes", "MissingEndingNodes"]
    found = agent.validate_flow_definition(definition=two_prompts() | {"connections": []})
    assert found["validations"]
    agent.delete_flow(flowIdentifier=second["id"])


def tour_of_prompts(agent):
    """Returns the ARNs of a prompt that stays and of a version of it."""
    prompt = agent.create_prompt(
        name="tour", description="all members", customerEncryptionKeyArn=KEY, tags=TAGS,
        defaultVariant="only", variants=[VARIANT])
    this = {"promptIdentifier": prompt["id"]}
    fails("ConflictException", agent.create_prompt, name="tour")
    for included in ("ALL_DATA", "METADATA_ONLY"):
        agent.get_prompt(**this, includedData=included)
    agent.update_prompt(**this, name="tour", variants=[VARIANT])
    token = {"clientToken": "t" * 40}
    version = agent.create_prompt_version(**this, **token, description="first", tags=TAGS)
    fails("ConflictException", agent.create_prompt_version, **this, **token, description="again")
    agent.get_prompt(**this, promptVersion="1")
    agent.create_prompt_version(**this)
    agent.list_prompts()
    agent.list_prompts(**this)
    agent.delete_prompt(**this, promptVersion="2")
    other = agent.create_prompt(name="other")
    fails("ConflictException", agent.update_prompt, promptIdentifier=other["id"], name="tour")
    agent.delete_prompt(promptIdentifier=other["id"])
    return prompt["arn"], version["arn"]


def tour_of_tags(agent, arns):
    for arn in arns:
        assert agent.list_tags_for_resource(resourceArn=arn)["tags"] == TAGS
        agent.tag_resource(resourceArn=arn, tags={"more": ""})
        agent.untag_resource(resourceArn=arn, tagKeys=["more", "team"])
        assert agent.list_tags_for_resource(resourceArn=arn)["tags"] == {}


def tour_of_runs(server):
    flow = create(server, two_prompts(), prepare=False)
    fails("ConflictException", invoke, server, flow, "hi")
    server.agent.prepare_flow(flowIdentifier=flow)
    list(invoke(server, flow, "hi", trace=True))
    put_backends(server, {"models": [
        {"match": {"node": "First"}, "respond": {"error": error}, "times": 1}
        for error in ("ResourceNotFoundException", "InternalServerException")]})
    for exception in ("dependencyFailedException", "badGatewayException"):
        with pytest.raises(EventStreamError) as raised:
            list(invoke(server, flow, "hi"))
        assert raised.value.response["Error"]["Code"] == exception


def tour_of_executions(server):
    put_backends(server, {"models": [{"echo": True, "delayMs": 600000}]})
    flow = create(server, two_prompts(), prepare=False)
    runtime = server.runtime
    start = {"flowIdentifier": flow, "flowAliasIdentifier": "TSTALIASID", "inputs": [
        {"nodeName": "Start", "nodeOutputName": "document", "content": {"document": "hi"}}]}
    fails("ConflictException", runtime.start_flow_execution, **start)
    server.agent.prepare_flow(flowIdentifier=flow)
    server.agent.create_flow_version(flowIdentifier=flow)
    alias = server.agent.create_flow_alias(flowIdentifier=flow, name="any",
                                           routingConfiguration=ROUTE)["id"]
    execution = {"flowIdentifier": flow, "flowAliasIdentifier": alias}
    execution["executionIdentifier"] = runtime.start_flow_execution(
        **{**start, "flowAliasIdentifier": alias})["executionArn"]
    fails("ConflictException", server.agent.delete_flow_alias, flowIdentifier=flow,
          aliasIdentifier=alias)
    runtime.start_flow_execution(**start)
    fails("ServiceQuotaExceededException", runtime.start_flow_execution, **start)
    runtime.get_flow_execution(**execution)
    runtime.get_execution_flow_snapshot(**execution)
    for kind in ("Flow", "Node"):
        runtime.list_flow_execution_events(eventType=kind, **execution)
    runtime.list_flow_executions(flowIdentifier=flow)
    runtime.stop_flow_execution(**execution)
    fails("ConflictException", runtime.stop_flow_execution, **execution)


def tour_of_refusals(server):
    """Each operation, asked about what is not there and in a way that is wrong."""
    for operation in SERVED:
        wrong = next(case.bad for case in cases(operation) if case.kind == "pattern")
        fails("ValidationException", call, server, operation, wrong)
        request = minimal(operation_model(operation).input_shape)
        if operation == "ListPrompts":
            request["promptIdentifier"] = UNKNOWN
        if "ResourceNotFoundException" in declared(operation):
            fails("ResourceNotFoundException", call, server, operation, request)


def until_the_quota(most, function):
    """Calls it with 1, 2, 3 ... until a quota is exceeded, after at most so many calls."""
    def calls():
        for number in range(1, most + 2):
            function(number)
    fails("ServiceQuotaExceededException", calls)


def tour_of_quotas(agent, flow_arn, prompt_arn):
    this, prompt = {"flowIdentifier": flow_arn}, {"promptIdentifier": prompt_arn}
    until_the_quota(10, lambda _: agent.create_flow_version(**this))
    until_the_quota(10, lambda number: agent.create_flow_alias(
        **this, name=f"a{number}", routingConfiguration=[{"flowVersion": "DRAFT"}]))
    until_the_quota(10, lambda _: agent.create_prompt_version(**prompt))
    until_the_quota(2, lambda number: agent.tag_resource(
        resourceArn=flow_arn, tags={f"{number}.{i}": "" for i in range(100)}))
    until_the_quota(100, lambda number: agent.create_flow(
        name=f"f{number}", executionRoleArn=ROLE))
    until_the_quota(500, lambda number: agent.create_prompt(name=f"p{number}"))


def declared(operation):
    return {shape.name for shape in operation_model(operation).error_shapes}


def test_every_operation_was_seen_to_succeed_and_to_fail_in_each_way_it_can(start):
    server = start("--in-memory", "--executions-per-account", "2")
    agent = server.agent
    flow, alias = tour_of_flows(agent)
    tour_of_broken_flows(agent)
    prompt, version = tour_of_prompts(agent)
    tour_of_tags(agent, (flow, alias, prompt, version))
    tour_of_runs(server)
    tour_of_executions(server)
    tour_of_refusals(server)
    tour_of_quotas(agent, flow, prompt)
    for operation in SERVED:
        seen = {name[0].upper() + name[1:] if name.endswith("Exception") else name
                for where, name in server.seen if where == operation}
        impossible = NEVER | NEVER_FROM.get(operation, set())
        assert SUCCESS in seen, operation
        assert not declared(operation) - impossible - seen, operation
        assert not impossible & seen, operation
    events = {name for _, name in server.seen if name.endswith("Event")}
    assert events == {"flowOutputEvent", "flowTraceEvent", "flowCompletionEvent"}


def test_events_and_traces_fit_the_model(shared):
    flow_file = Path(__file__).parents[1] / "golden" / "flows" / "condition_in_iterator.json"
    flow = create(shared, json.loads(flow_file.read_text())["definition"])
    events = list(invoke(shared, flow, [1, 20], node="In1", trace=True))
    assert {"nodeInputTrace", "nodeOutputTrace", "conditionNodeResultTrace", "nodeActionTrace",
            "flowOutputEvent", "flowCompletionEvent"} == set(kinds(events))
    traces = [event["flowTraceEvent"]["trace"] for event in events if "flowTraceEvent" in event]
    chains = [field["executionChain"] for trace in traces
              for field in trace.get("nodeInputTrace", {}).get("fields", [])
              if "executionChain" in field]
    assert {chain[0]["index"] for chain in chains} == {0, 1}
    assert all(chain[0] == {**chain[0], "nodeName": "Each", "type": "Iterator"} for chain in chains)
