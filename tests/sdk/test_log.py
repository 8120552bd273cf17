"""What the log says of calls, and that nobody waits for its reader."""
import json
import os
import re
import signal
import subprocess

import pytest
from botocore.exceptions import ClientError

import waits
from conftest import BINARY, Server
from flow_shapes import create, invoke, smallest, two_prompts
from http2_client import VERSION_NAMES, VERSIONS

LINE = re.compile(r"^\S+Z info (.*) \d+ ms$")


@pytest.fixture
def logged(tmp_path):
    """Starts a server whose log goes to a file; returns it, and what reads the log at its end."""
    servers = []

    def run(*flags):
        file = tmp_path / "log"
        with open(file, "w") as log:
            server = Server("--in-memory", *flags, stderr=log)
        servers.append(server)

        def lines():
            server.stop()
            return file.read_text().splitlines()
        return server, lines

    yield run
    for server in servers:
        if server.process.poll() is None:
            server.kill()


def test_each_call_is_one_line(logged):
    server, lines = logged()
    flow = create(server, smallest())
    list(invoke(server, flow, "hello"))
    server.agent.get_flow(flowIdentifier=flow)
    server.agent.get_flow(flowIdentifier=flow)  # from the cache
    arn = f"arn:aws:bedrock:us-east-1:123456789012:flow/{flow}"
    server.agent.list_tags_for_resource(resourceArn=arn)
    server.agent.get_flow_alias(flowIdentifier=arn, aliasIdentifier="TSTALIASID")
    said = [LINE.match(line).group(1) for line in lines()]
    assert said == ["CreateFlow 201", f"PrepareFlow {flow} 202", f"InvokeFlow {flow} TSTALIASID 200",
                    f"GetFlow {flow} 200", f"GetFlow {flow} 200",
                    f"ListTagsForResource flow/{flow} 200",
                    f"GetFlowAlias {flow} TSTALIASID 200"]


def test_a_failure_says_its_error(logged):
    server, lines = logged()
    flow = create(server, two_prompts())
    with pytest.raises(ClientError):
        server.agent.get_flow(flowIdentifier="ABCDEFGHIJ")
    with pytest.raises(ClientError):  # within the stream, whose status is 200
        list(invoke(server, flow, {"not": "text"}))
    server.call("POST", "/flows/x%0Ay%1B%5B2J/versions?X-Amz-Signature=secret")
    server.call("GET", "/nothing/here?X-Amz-Signature=secret")
    said = [LINE.match(line).group(1) for line in lines()][2:]
    assert said == ["GetFlow ABCDEFGHIJ 404 ResourceNotFoundException",
                    f"InvokeFlow {flow} TSTALIASID 200 ValidationException",
                    "CreateFlowVersion x%0Ay%1B%5B2J 400 ValidationException",
                    "GET /nothing/here 404 UnknownOperationException"]


@pytest.mark.parametrize("version", VERSIONS, ids=VERSION_NAMES)
def test_what_the_server_refuses_itself_is_one_line_too(logged, version):
    server, lines = logged()
    over = version(server)
    large = b"x" * (33 * 1024 * 1024)  # limits::kBodyBytesMax
    assert over.call("PUT", "/flows/ABCDEFGHIJ/", large)[0] == 413
    assert over.call("PUT", "/_local/state", large)[0] == 413
    headers = "\r\n".join(f"X-{i}: {'y' * 1000}" for i in range(80)) + "\r\n"
    assert over.call("GET", "/flows/ABCDEFGHIJ/", headers=headers)[0] == 431
    assert over.call("GET", "/flows/ABCDEFGHIJ/", headers="Origin: http://evil.example\r\n")[0] == 403
    entries = server.local("GET", "requests")["requests"]
    assert [(entry["operation"], entry["flow"], entry["status"]) for entry in entries] == [
        ("GetFlow", "ABCDEFGHIJ", 403), ("GetFlow", "ABCDEFGHIJ", 431),
        ("UpdateFlow", "ABCDEFGHIJ", 413)]
    assert [LINE.match(line).group(1) for line in lines()] == [
        "UpdateFlow ABCDEFGHIJ 413 RequestEntityTooLargeException",
        "PUT /_local/state 413 RequestEntityTooLargeException",
        "GetFlow ABCDEFGHIJ 431", "GetFlow ABCDEFGHIJ 403"]


def test_bytes_that_are_no_request_are_one_line(logged):
    server, lines = logged()
    assert server.raw(b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert server.raw(b"GET /flows/ HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert [LINE.match(line).group(1) for line in lines()] == [
        "unidentified request 400", "ListFlows 400"]


def test_what_a_client_sends_is_cut_to_a_length(logged):
    server, lines = logged()  # kLoggedNameBytesMax
    server.call("GET", f"/{'x' * 500}")
    server.call("GET", f"/flows/{'y' * 500}")
    said = [LINE.match(line).group(1) for line in lines()]
    assert said == [f"GET /{'x' * 119}... 404 UnknownOperationException",
                    f"GetFlow {'y' * 120}... 400 ValidationException"]


def test_json_has_what_programs_ask_for(logged):
    server, lines = logged("--log-format", "json")
    flow = create(server, smallest())
    list(invoke(server, flow, "hello"))
    line = json.loads(lines()[-1])
    assert line["durationMs"] >= 0 and line["time"] and len(line["requestId"]) == 36
    assert {name: line[name] for name in
            ("level", "service", "operation", "flow", "account", "region", "status", "errorCode")} == {
        "level": "info", "service": "bedrock-agent-runtime", "operation": "InvokeFlow", "flow": flow,
        "account": "123456789012", "region": "us-east-1", "status": 200, "errorCode": ""}
    assert line["message"] == f"InvokeFlow {flow} TSTALIASID 200 {line['durationMs']} ms"


@pytest.mark.parametrize("level", ["warn", "off"])
def test_other_levels_are_silent(logged, level):
    server, lines = logged("--log-level", level)
    list(invoke(server, create(server, smallest()), "hello"))
    assert lines() == []


def test_a_log_that_nobody_reads_stops_nobody():
    server = Server("--in-memory", stderr=subprocess.PIPE)
    try:
        flow = create(server, smallest())
        path = f"/flows/{'y' * 500}"
        calls = 12_000  # more than the pipe and kLogBufferBytesMax hold
        connection = waits.http_connection(server.port)
        for _ in range(calls):
            connection.request("GET", path)
            assert connection.getresponse().read()
        list(invoke(server, flow, "hello"))
        server.process.send_signal(signal.SIGTERM)
        assert waits.wait_for_exit(server.process) == 0
    finally:
        if server.process.poll() is None:
            server.kill()


def test_a_closed_standard_error_is_no_file_of_the_server(tmp_path):
    process = subprocess.Popen(
        ["sh", "-c", f"exec {BINARY} serve --port 0 --db {tmp_path}/state.db 2>&-"],
        stdout=subprocess.PIPE, text=True)
    try:
        assert "listening" in waits.first_line(process)
        assert os.readlink(f"/proc/{process.pid}/fd/2") == "/dev/null"
    finally:
        process.send_signal(signal.SIGTERM)
        assert waits.wait_for_exit(process) == 0


def test_a_start_that_fails_says_why_after_its_log(tmp_path):
    done = waits.run([BINARY, "serve", "--in-memory", "--port", "0", "--backends", tmp_path / "none"])
    assert done.returncode == 1 and str(tmp_path / "none") in done.stderr
