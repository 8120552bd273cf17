"""The wire format, as AWS's SDKs and plain sockets see it."""
import json
import re
import struct
import zlib
from urllib.parse import quote

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError

from conftest import ROLE
from flow_shapes import create, data, input_node, invoke, output_node, prompt_node, smallest
from http2_client import VERSION_NAMES, VERSIONS, OverHttp2

NOT_PREPARED = ("Couldn't perform {} operation. The resource that you specified is currently in status "
                "NotPrepared. Retry your request after the resource changes to a valid status.")
ALIAS_NOT_PREPARED = "The flow alias is not in prepared state"
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")
INVOKE = json.dumps({"inputs": [{"nodeName": "Start", "nodeOutputName": "document",
                                 "content": {"document": "hi"}}]})


@pytest.fixture(scope="module", params=VERSIONS, ids=VERSION_NAMES)
def shared(shared, request):
    """Each test of this file runs over both versions of HTTP."""
    return request.param(shared)


def test_prepare_flow_answers_exactly_id_and_status(shared):
    flow = create(shared, smallest(), prepare=False)
    status, _, body = shared.call("POST", f"/flows/{flow}/")
    assert (status, body.decode()) == (202, f'{{"id":"{flow}","status":"Preparing"}}')


def test_a_version_of_a_fresh_flow_is_a_conflict(shared):
    flow = create(shared, smallest(), prepare=False)
    with pytest.raises(shared.agent.exceptions.ConflictException) as raised:
        shared.agent.create_flow_version(flowIdentifier=flow)
    assert raised.value.response["Error"]["Message"] == NOT_PREPARED.format("CreateFlowVersion")
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409


def test_timestamps_have_nine_digits_and_end_in_z(shared):
    flow = create(shared, smallest())
    shared.agent.create_flow_version(flowIdentifier=flow)
    for target in (f"/flows/{flow}", "/flows/", f"/flows/{flow}/aliases", f"/flows/{flow}/versions",
                   f"/flows/{flow}/aliases/TSTALIASID", f"/flows/{flow}/versions/1"):
        _, _, body = shared.call("GET", target)
        found = re.findall(r'"(\w+At)":("[^"]*"|[^,}]*)', body.decode())
        assert found, target
        for _, value in found:
            assert TIMESTAMP.fullmatch(value.strip('"')), (target, value)


def test_every_invocation_carries_its_execution_id(shared):
    flow = create(shared, smallest())
    target = f"/flows/{flow}/aliases/TSTALIASID"
    _, headers, _ = shared.call("POST", target, INVOKE)
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                        headers["x-amz-bedrock-flow-execution-id"])
    assert headers["content-type"] == "application/vnd.amazon.eventstream"
    chosen = json.dumps({**json.loads(INVOKE), "executionId": "my.own:id"})
    _, headers, _ = shared.call("POST", target, chosen)
    assert headers["x-amz-bedrock-flow-execution-id"] == "my.own:id"


def unchunk(headers, body):
    """HTTP/2 has no chunks."""
    if "transfer-encoding" not in headers:
        return body
    content = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        content, body = content + body[:length], body[length + 2:]
    return content


def decode_frames(content):
    """A decoder of the event stream of our own: [(headers, payload)]."""
    frames = []
    while content:
        total, header_bytes, head_crc = struct.unpack(">III", content[:12])
        frame, content = content[:total], content[total:]
        assert zlib.crc32(frame[:8]) == head_crc
        assert zlib.crc32(frame[:-4]) == struct.unpack(">I", frame[-4:])[0]
        headers, raw = {}, frame[12:12 + header_bytes]
        while raw:
            name_end = 1 + raw[0]
            assert raw[name_end] == 7
            length = struct.unpack(">H", raw[name_end + 1:name_end + 3])[0]
            value_end = name_end + 3 + length
            headers[raw[1:name_end].decode()] = raw[name_end + 3:value_end].decode()
            raw = raw[value_end:]
        frames.append((headers, frame[12 + header_bytes:-4].decode()))
    return frames


def test_the_stream_begins_with_a_normal_event(shared):
    flow = create(shared, smallest())
    _, headers, body = shared.call("POST", f"/flows/{flow}/aliases/TSTALIASID", INVOKE)
    frames = decode_frames(unchunk(headers, body))
    assert [headers[":event-type"] for headers, _ in frames] == ["flowOutputEvent", "flowCompletionEvent"]
    assert frames[0] == (
        {":event-type": "flowOutputEvent", ":content-type": "application/json", ":message-type": "event"},
        '{"content":{"document":"hi"},"nodeName":"End","nodeType":"FlowOutputNode"}')
    assert frames[1][1] == '{"completionReason":"SUCCESS"}'


def test_a_wrong_document_type_is_an_exception_in_the_stream(shared):
    flow = create(shared, smallest())
    body = INVOKE.replace('"hi"', '{"a":1}')
    status, headers, answer = shared.call("POST", f"/flows/{flow}/aliases/TSTALIASID", body)
    message = "Expected type for Node Output document of Node Start to be STRING. Actual type is OBJECT."
    assert status == 200
    assert decode_frames(unchunk(headers, answer)) == [
        ({":exception-type": "validationException", ":content-type": "application/json",
          ":message-type": "exception"}, json.dumps({"message": message}, separators=(",", ":")))]
    with pytest.raises(EventStreamError) as raised:
        list(invoke(shared, flow, {"a": 1}))
    assert raised.value.response["Error"] == {"Code": "validationException", "Message": message}


def test_a_new_flow_has_one_alias(shared):
    flow = create(shared, smallest(), prepare=False)
    aliases = shared.agent.list_flow_aliases(flowIdentifier=flow)["flowAliasSummaries"]
    assert [(alias["id"], alias["routingConfiguration"]) for alias in aliases] == [
        ("TSTALIASID", [{"flowVersion": "DRAFT"}])]


@pytest.mark.parametrize("encode", [
    lambda arn: quote(arn, safe=""),               # %3A and %2F
    lambda arn: quote(arn, safe=":"),              # %2F alone
    lambda arn: arn,                               # a proxy has decoded it
])
def test_arns_work_in_every_label(shared, encode):
    flow = create(shared, smallest())
    arn = encode(f"arn:aws:bedrock:us-east-1:123456789012:flow/{flow}")
    shared.agent.create_flow_version(flowIdentifier=flow)
    created = shared.agent.create_flow_alias(flowIdentifier=flow, name="live",
                                             routingConfiguration=[{"flowVersion": "1"}])
    alias = encode(created["arn"])
    update = json.dumps({"name": f"new-{flow}", "executionRoleArn": ROLE, "definition": smallest()})
    route = json.dumps({"name": "next", "routingConfiguration": [{"flowVersion": "1"}]})
    for method, target, body, expected in (
            ("GET", f"/flows/{arn}/", b"", 200), ("PUT", f"/flows/{arn}/", update, 200),
            ("POST", f"/flows/{arn}/", b"", 202), ("POST", f"/flows/{arn}/versions", b"{}", 201),
            ("GET", f"/flows/{arn}/versions", b"", 200), ("GET", f"/flows/{arn}/versions/1/", b"", 200),
            ("POST", f"/flows/{arn}/aliases", route, 201), ("GET", f"/flows/{arn}/aliases", b"", 200),
            ("GET", f"/flows/{arn}/aliases/{alias}", b"", 200),
            ("POST", f"/flows/{arn}/aliases/{alias}", INVOKE, 200),
            ("DELETE", f"/flows/{arn}/?skipResourceInUseCheck=true", b"", 200)):
        status, _, answer = shared.call(method, target, body)
        assert status == expected, (method, target, answer)


def test_trailing_slashes_do_not_matter(shared):
    flow = create(shared, smallest())
    shared.agent.create_flow_version(flowIdentifier=flow)
    for path in ("/flows", f"/flows/{flow}", f"/flows/{flow}/versions", f"/flows/{flow}/versions/1",
                 f"/flows/{flow}/aliases", f"/flows/{flow}/aliases/TSTALIASID"):
        plain, slashed = shared.call("GET", path), shared.call("GET", path + "/")
        assert plain[0] == slashed[0] == 200
        assert plain[2] == slashed[2]


def test_header_order_and_request_id(shared):
    flow = create(shared, smallest())
    for target, status in ((f"/flows/{flow}/", 200), ("/flows/ABCDEFGHIJ/", 404), ("/nonsense", 404),
                           ("/flows/x/", 400), ("/_local/health", 200), ("/_local/nonsense", 404)):
        got, headers, _ = shared.call("GET", target)
        assert got == status
        first = [name for name in list(headers)[:5] if name != "connection"]
        assert first[:4] == ["date", "content-type", "content-length", "x-amzn-requestid"]
        assert (headers.get("connection") is None) == isinstance(shared, OverHttp2)
        assert headers["content-type"] == "application/json"
        assert re.fullmatch(r"[0-9a-f-]{36}", headers["x-amzn-requestid"])


def test_errors_name_their_type_in_a_header(shared):
    for method, target, status, error in (
            ("GET", "/flows/ABCDEFGHIJ/", 404, "ResourceNotFoundException"),
            ("GET", "/flows/?maxResults=0", 400, "ValidationException"),
            ("GET", "/unknown", 404, "UnknownOperationException"),
            ("GET", "/flows/ABCDEFGHIJ/executions", 404, "ResourceNotFoundException")):
        got, headers, body = shared.call(method, target)
        assert (got, headers["x-amzn-errortype"]) == (status, error)
        assert json.loads(body)["message"]


def test_clients_of_other_services_hear_where_they_are(shared):
    def client(service):
        return boto3.client(service, endpoint_url=shared.url, region_name="us-east-1", aws_access_key_id="local",
                            aws_secret_access_key="local", config=Config(retries={"max_attempts": 0}))

    for call, arguments, named in (
            (client("lambda").invoke, {"FunctionName": "price"},
             "POST and the path /2015-03-31/functions/price/invocations. The request looks like one to AWS Lambda."),
            (client("bedrock-runtime").converse, {"modelId": "amazon.nova-lite-v1:0"}, "one to Amazon Bedrock Runtime"),
            (client("bedrock").list_foundation_models, {}, "one to Amazon Bedrock (bedrock)."),
            (client("dynamodb").list_tables, {}, "one to Amazon DynamoDB."),
            (client("bedrock-agent").list_agents, {}, "one to Agents for Amazon Bedrock (bedrock-agent)."),
            (client("bedrock-agent-runtime").retrieve, {
                "knowledgeBaseId": "KB12345678", "retrievalQuery": {"text": "tea"}},
             "one to Agents for Amazon Bedrock Runtime (bedrock-agent-runtime).")):
        with pytest.raises(ClientError) as refused:
            call(**arguments)
        assert named in refused.value.response["Error"]["Message"]
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    for method, headers, body in (
            ("GET", "Authorization: AWS4-HMAC-SHA256 Credential=a/20260801/us-east-1/s3/aws4_request, "
                    f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}\r\nX-Amz-Date: 20260801T000000Z\r\n", ""),
            ("POST", "Content-Type: application/x-www-form-urlencoded\r\n", "Action=GetCallerIdentity&Version=2011-06-15")):
        status, _, answer = shared.call(method, "/", body, headers)
        assert status == 404 and "looks like one to A" in json.loads(answer)["message"]


@pytest.mark.parametrize("target", ["/", "/_local/", "/_local"])
def test_the_root_says_what_is_there(shared, target):
    status, headers, body = shared.call("GET", target)
    index = json.loads(body)
    assert (status, headers["content-type"], index["name"]) == (200, "application/json", "bedrock-flows-local")
    assert {"GET /_local/health", "PUT /_local/buckets/{bucket}/{key+}"} <= set(index["routes"])


def test_numbers_of_type_float_are_kept_and_traced_in_32_bits_and_sent_short(shared):
    definition = {"nodes": [input_node(), prompt_node("Ask", "{{text}}", inferenceConfiguration={
        "text": {"temperature": 0.7, "topP": 0.9, "maxTokens": 5}}), output_node()],
        "connections": [data("Start", "document", "Ask", "text"),
                        data("Ask", "modelCompletion", "End", "document")]}
    flow = create(shared, definition)
    _, _, body = shared.call("GET", f"/flows/{flow}")
    assert b'"temperature":0.699999988079071,' in body and b'"topP":0.8999999761581421,' in body
    events = list(invoke(shared, flow, "x", trace=True))
    request = next(event["flowTraceEvent"]["trace"]["nodeActionTrace"]["operationRequest"]
                   for event in events if "nodeActionTrace" in event.get("flowTraceEvent", {}).get("trace", {}))
    assert request["inferenceConfig"] == {"maxTokens": 5, "temperature": 0.699999988079071,
                                          "topP": 0.8999999761581421, "stopSequences": []}
    sent = shared.local("GET", f"calls?flow={flow}")["calls"][0]["request"]
    assert sent["inferenceConfig"] == {"maxTokens": 5, "temperature": 0.7, "topP": 0.9, "stopSequences": []}


def test_a_draft_that_was_never_prepared_cannot_be_invoked(shared):
    flow = create(shared, smallest(), prepare=False)
    with pytest.raises(ClientError) as raised:
        invoke(shared, flow, "hi")
    assert raised.value.response["Error"] == {"Code": "ConflictException",
                                              "Message": ALIAS_NOT_PREPARED}


def change(server, flow, definition):
    server.agent.update_flow(flowIdentifier=flow, name=f"f{flow}", executionRoleArn=ROLE, definition=definition)


def renamed():
    definition = smallest()
    definition["nodes"][1]["name"] = "Renamed"
    definition["connections"][0]["target"] = "Renamed"
    return definition


def runs(server, flow, alias="TSTALIASID"):
    """The Output node that InvokeFlow and StartFlowExecution run, or the error of both."""
    def start():
        return server.runtime.start_flow_execution(flowIdentifier=flow, flowAliasIdentifier=alias, inputs=[
            {"nodeName": "Start", "nodeOutputName": "document", "content": {"document": "x"}}])
    try:
        output = next(iter(invoke(server, flow, "x", alias)))["flowOutputEvent"]["nodeName"]
    except ClientError as error:
        with pytest.raises(ClientError) as raised:
            start()
        assert raised.value.response["Error"] == error.response["Error"]
        assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409
        return error.response["Error"]
    start()
    return output


def test_changes_run_only_once_they_are_prepared(shared):
    """A script that forgets PrepareFlow fails here as it does on AWS."""
    refused = {"Code": "ConflictException", "Message": ALIAS_NOT_PREPARED}
    flow = create(shared, smallest())
    shared.agent.create_flow_version(flowIdentifier=flow)
    live = shared.agent.create_flow_alias(flowIdentifier=flow, name="live", routingConfiguration=[
        {"flowVersion": "1"}])["id"]
    change(shared, flow, renamed())
    assert (runs(shared, flow), runs(shared, flow, live)) == (refused, "End")
    shared.agent.prepare_flow(flowIdentifier=flow)
    assert (runs(shared, flow), runs(shared, flow, live)) == ("Renamed", "End")
    change(shared, flow, {})
    shared.agent.prepare_flow(flowIdentifier=flow)
    assert shared.agent.get_flow(flowIdentifier=flow)["status"] == "Failed"
    assert (runs(shared, flow), runs(shared, flow, live)) == (refused, "End")


def test_a_flag_runs_the_draft_of_the_last_preparation(start):
    server = start("--in-memory", "--run-stale-draft")
    flow = create(server, smallest())
    change(server, flow, renamed())
    assert runs(server, flow) == "End"
    change(server, flow, {})
    server.agent.prepare_flow(flowIdentifier=flow)
    assert runs(server, flow) == "End"
    change(server, flow, renamed())
    server.agent.prepare_flow(flowIdentifier=flow)
    assert runs(server, flow) == "Renamed"
    never = create(server, smallest(), prepare=False)
    assert runs(server, never) == {"Code": "ConflictException", "Message": ALIAS_NOT_PREPARED}
