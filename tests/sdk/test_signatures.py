"""--verify-signatures, as the SDKs sign."""
import datetime
import json
import os
from pathlib import Path
from unittest import mock

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from conftest import BINARY, NODE, ROLE, Server
from flow_shapes import smallest
from waits import run

HERE = Path(__file__).parent
FILE = """
[default]
aws_access_key_id = AKIDLOCAL
aws_secret_access_key = a/secret+with=signs

[session]
aws_access_key_id = ASIALOCAL
aws_secret_access_key = another
aws_session_token = the/token==

[account]
aws_access_key_id = 210987654321
aws_secret_access_key = third
"""
KEYS = ("AKIDLOCAL", "a/secret+with=signs")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    file = tmp_path_factory.mktemp("keys") / "credentials"
    file.write_text(FILE)
    server = Server("--in-memory", "--verify-signatures", "--credentials", file)
    yield server
    server.stop()


def client(server, service="bedrock-agent", keys=KEYS, token=None, region="us-east-1"):
    return server.client(service, region, *keys, session_token=token)


def refusal(call, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    error = raised.value.response
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 403
    return error["Error"]["Code"], error["Error"]["Message"]


def test_boto3_is_let_in_with_every_kind_of_call(server):
    agent = client(server)
    flow = agent.create_flow(name="signed", executionRoleArn=ROLE, definition=smallest(),
                             description="späte \u1234 Grüße")
    agent.prepare_flow(flowIdentifier=flow["arn"])  # an ARN in the path is encoded twice
    agent.tag_resource(resourceArn=flow["arn"], tags={"a b": "c/d=e+f"})
    agent.untag_resource(resourceArn=flow["arn"], tagKeys=["a b", "c+d", "e/f"])
    assert [row["id"] for row in agent.list_flows(maxResults=5)["flowSummaries"]] == [flow["id"]]
    runtime = client(server, "bedrock-agent-runtime")
    events = list(runtime.invoke_flow(
        flowIdentifier=flow["arn"], flowAliasIdentifier="TSTALIASID",
        inputs=[{"nodeName": "Start", "content": {"document": "hello"}}])["responseStream"])
    assert events[0]["flowOutputEvent"]["content"]["document"] == "hello"
    agent.delete_flow(flowIdentifier=flow["id"], skipResourceInUseCheck=True)


def test_the_account_is_that_of_the_key(server):
    agent = client(server, keys=("210987654321", "third"), region="eu-west-1")
    prompt = agent.create_prompt(name="signed")
    assert prompt["arn"].startswith("arn:aws:bedrock:eu-west-1:210987654321:prompt/")


def test_a_session_token_is_asked_for(server):
    session = ("ASIALOCAL", "another")
    client(server, keys=session, token="the/token==").list_flows()
    for keys, token in ((session, None), (session, "wrong"), (KEYS, "the/token==")):
        assert refusal(client(server, keys=keys, token=token).list_flows) == (
            "UnrecognizedClientException",
            "The security token included in the request is invalid.")


def test_a_wrong_secret_and_an_unknown_key_are_refused(server):
    code, message = refusal(client(server, keys=("AKIDLOCAL", "wrong")).list_flows)
    assert code == "InvalidSignatureException"
    assert message.startswith("The request signature we calculated does not match")
    assert refusal(client(server, keys=("NOBODY", "x")).list_flows)[0] == (
        "UnrecognizedClientException")
    runtime = client(server, "bedrock-agent-runtime", keys=("AKIDLOCAL", "wrong"))
    assert refusal(runtime.invoke_flow, flowIdentifier="ABCDEFGHIJ",
                   flowAliasIdentifier="TSTALIASID",
                   inputs=[{"nodeName": "Start", "content": {"document": 1}}])[0] == (
        "InvalidSignatureException")


@pytest.mark.parametrize("minutes, words", [(-6, "Signature expired: "),
                                            (6, "Signature not yet current: ")])
def test_clocks_that_differ_too_much_are_told_so(server, minutes, words):
    time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    agent = client(server)
    with mock.patch.object(botocore.auth, "get_current_datetime", return_value=time):
        code, message = refusal(agent.list_flows)
    assert code == "InvalidSignatureException" and message.startswith(words)


def send(server, request):
    """A signed request, byte by byte; returns status, error type and body."""
    prepared = request.prepare()
    headers = "".join(f"{name}: {value}\r\n" for name, value in prepared.headers.items()
                      if name.lower() not in ("host", "content-length"))
    target = prepared.url.removeprefix(server.url)
    head = (f"{prepared.method} {target} HTTP/1.1\r\nHost: {server.url.split('//')[1]}\r\n"
            f"Connection: close\r\n{headers}Content-Length: {len(prepared.body or b'')}\r\n\r\n")
    answer = server.raw(head.encode() + (prepared.body or b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    names = dict(line.split(": ", 1) for line in lines[1:])
    return int(lines[0].split()[1]), names.get("x-amzn-ErrorType"), body


def signed(server, signer_class, method="GET", path="/flows/", body=b"", headers=None, **arguments):
    request = AWSRequest(method=method, url=server.url + path, data=body, headers=headers or {})
    signer = signer_class(Credentials(*KEYS), "bedrock", "us-east-1", **arguments)
    signer.add_auth(request)
    return request


def test_presigned_urls(server):
    request = signed(server, botocore.auth.SigV4QueryAuth, path="/prompts/?maxResults=3", expires=60)
    assert "X-Amz-Signature=" in request.url and "Authorization" not in request.headers
    assert send(server, request)[0] == 200
    request.url = request.url.replace("maxResults=3", "maxResults=4")
    assert send(server, request)[:2] == (403, "InvalidSignatureException")


def test_an_unsigned_payload_may_be_any(server):
    class Unsigned(botocore.auth.SigV4Auth):
        def payload(self, request):
            return request.headers["X-Amz-Content-SHA256"]

    for hash, status in (("UNSIGNED-PAYLOAD", 200), ("a" * 64, 403)):
        request = signed(server, Unsigned, "POST", "/flows/validate-definition",
                         json.dumps({"definition": smallest()}).encode(),
                         {"X-Amz-Content-SHA256": hash})
        assert send(server, request)[0] == status


def test_what_is_not_signed_is_refused_and_our_own_routes_are_open(server):
    status, headers, body = server.call("GET", "/flows/")
    assert (status, headers["x-amzn-errortype"]) == (403, "MissingAuthenticationTokenException")
    assert json.loads(body) == {"message": "Missing Authentication Token"}
    status, headers, _ = server.call("POST", "/flows/", "no json", "Authorization: Bearer x\r\n")
    assert (status, headers["x-amzn-errortype"]) == (403, "IncompleteSignatureException")
    for unserved in ("/nope", "/flows/ABCDEFGHIJ/executions"):
        status, headers, _ = server.call("GET", unserved)
        assert (status, headers["x-amzn-errortype"]) == (403, "MissingAuthenticationTokenException")
    assert server.call("GET", "/_local/health")[0] == 200
    journal = server.local("GET", "requests?limit=1")["requests"]
    assert journal[0]["errorCode"] == "MissingAuthenticationTokenException"


def test_the_javascript_sdk(server):
    def walk(*keys):
        return run([NODE, HERE / "js" / "walk.mjs", server.url, "ABCDEFGHIJ", "5"],
                   env={**os.environ, "WALK_ACCESS_KEY": keys[0], "WALK_SECRET_KEY": keys[1]})

    # The walk ends at the flow that does not exist, or is not let in at all.
    assert "ResourceNotFoundException" in walk(*KEYS).stderr
    assert "InvalidSignatureException" in walk("AKIDLOCAL", "wrong").stderr


def test_nobody_is_somebody_else(server):
    """The key that signed is the account, whatever else the request says."""
    keys = ("210987654321", "third")
    client(server, keys=keys).create_prompt(name="mine")
    other = "X-Amz-Credential=333333333333%2F20250101%2Fus-east-1%2Fbedrock%2Faws4_request"

    def ask(keys, region):
        request = AWSRequest(method="GET", url=f"{server.url}/prompts/?{other}")
        botocore.auth.SigV4Auth(Credentials(*keys), "bedrock", region).add_auth(request)
        return send(server, request)

    status, _, body = ask(keys, "us-east-1")
    assert status == 200
    assert [row["name"] for row in json.loads(body)["promptSummaries"]] == ["mine"]
    for region in ("US_X", "a-region-of-more-than-twenty-letters"):
        assert ask(KEYS, region)[:2] == (403, "InvalidSignatureException")


@pytest.mark.parametrize("flags, code, words", [
    (("--verify-signatures",), 2, "--verify-signatures requires --credentials"),
    (("--credentials", "file"), 2, "--credentials requires --verify-signatures"),
    (("--verify-signatures", "--credentials", "/no/such/file"), 1, "/no/such/file: "),
    (("--verify-signatures", "--credentials", "{file}"), 1, "line 2: "),
])
def test_wrong_flags_and_files(tmp_path, flags, code, words):
    file, db = tmp_path / "credentials", tmp_path / "state.db"
    file.write_text("[a]\nsecret-without-a-name\n")
    done = run([BINARY, "--port", "0", "--db", db, *(flag.format(file=file) for flag in flags)])
    assert done.returncode == code and words in done.stderr + done.stdout
    assert "secret-without-a-name" not in done.stderr
    assert not db.exists()


def test_a_file_of_credentials_has_a_limit(start, tmp_path):
    file = tmp_path / "credentials"
    most = 1048576  # limits::kCredentialsBytesMax
    file.write_text(FILE + "#" * (most - len(FILE)))
    start("--in-memory", "--verify-signatures", "--credentials", file)
    file.write_text(FILE + "#" * (most + 1 - len(FILE)))
    done = run([BINARY, "--port", "0", "--in-memory", "--verify-signatures", "--credentials", file])
    assert done.returncode == 1 and "is larger than 1048576 bytes" in done.stderr
