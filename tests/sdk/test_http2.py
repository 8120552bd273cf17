"""HTTP/2 with prior knowledge, on the port of HTTP/1.1."""
import json
import os
import struct
import subprocess
import threading

import h2.errors
import hpack
import pytest
from botocore.eventstream import EventStreamBuffer

import waits
from conftest import Server
from conftest import BINARY, ROLE
from flow_shapes import create, data, input_node, output_node, prompt_node, put_backends, smallest
from http2_client import (CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, PING, PRIORITY,
                          SETTINGS, WINDOW_UPDATE, Http2Client)

CALM = h2.errors.ErrorCodes.ENHANCE_YOUR_CALM
HEALTH = "/_local/health"


@pytest.fixture
def server(start):
    return start("--in-memory")


@pytest.fixture
def client(server):
    client = Http2Client(server.port)
    yield client
    client.close()


def one_prompt():
    return {"nodes": [input_node(), prompt_node("Ask", "{{text}}"), output_node()],
            "connections": [data("Start", "document", "Ask", "text"),
                            data("Ask", "modelCompletion", "End", "document")]}


def large_definition():
    """More than 100 KB."""
    nodes = [prompt_node(f"Ask{i}", "{{text}}" + "y" * 4000) for i in range(30)]
    return {"nodes": [input_node(), *nodes, output_node()], "connections": [
        data("Start", "document", "End", "document")]}


def invocation(document="hello"):
    return json.dumps({"inputs": [{"nodeName": "Start", "nodeOutputName": "document",
                                   "content": {"document": document}}]}).encode()


def invoke(client, flow, document="hello"):
    return client.begin("POST", f"/flows/{flow}/aliases/TSTALIASID", invocation(document))


def events(answer):
    buffer = EventStreamBuffer()
    buffer.add_data(answer.body)
    return [event.headers.get(":event-type") or event.headers[":exception-type"]
            for event in buffer]


def slow(server, seconds=60):
    """A flow whose model takes its time, on a clock that stands still."""
    put_backends(server, {"models": [{"echo": True, "delayMs": seconds * 1000}]})
    server.local("POST", "clock", {"frozen": True})
    return create(server, one_prompt())


def running(server):
    return server.local("GET", "executions?status=Running")["executions"]


def test_both_versions_answer_the_same(server, client):
    flow = create(server, smallest())
    for target in (f"/flows/{flow}/", "/flows/ABCDEFGHIJ/", "/flows/?maxResults=1", "/nowhere"):
        status, headers, body = server.call("GET", target)
        answer = client.call("GET", target)
        assert (answer.status, answer.body) == (status, body)
        for name in ("content-type", "content-length", "x-amzn-errortype"):
            assert answer.headers.get(name) == headers.get(name), (target, name)
        assert len(answer.headers["x-amzn-requestid"]) == 36
    journal = server.local("GET", "requests")["requests"]
    assert [entry.get("operation") for entry in journal[:4]] == [None, None] + 2 * ["ListFlows"]


def test_a_flow_runs_and_its_events_are_streamed(server, client):
    flow = create(server, smallest())
    for _ in range(2):  # first on a thread of its own, then where it was read
        answer = client.wait_for(invoke(client, flow))
        assert answer.status == 200
        assert answer.headers["content-type"] == "application/vnd.amazon.eventstream"
        assert events(answer) == ["flowOutputEvent", "flowCompletionEvent"]


def test_an_error_before_the_stream_is_a_response(server, client):
    answer = client.wait_for(invoke(client, "ABCDEFGHIJ"))
    assert answer.status == 404
    assert answer.headers["x-amzn-errortype"] == "ResourceNotFoundException"


def test_requests_with_large_bodies_arrive(server, client):
    flow = create(server, smallest())
    answer = client.wait_for(invoke(client, flow, "x" * 60_000))
    assert events(answer) == ["flowOutputEvent", "flowCompletionEvent"]


def test_streams_do_not_wait_for_each_other(server, client):
    flow = slow(server)
    waiting = [invoke(client, flow) for _ in range(20)]
    waits.until(lambda: len(running(server)) == 20, "the runs to wait")
    assert client.call("GET", f"/flows/{flow}/").status == 200
    assert not any(client.answers[stream].ended for stream in waiting)
    # A model counts its time from when it is asked, which may be after the first move.
    for _ in range(2):
        server.local("POST", "clock", {"advanceSeconds": 60})
    for stream in waiting:
        assert events(client.wait_for(stream)) == ["flowOutputEvent", "flowCompletionEvent"]


def test_a_stream_that_nobody_reads_holds_up_no_other(server):
    put_backends(server, {"models": [{"echo": True}]})
    flow = create(server, {"nodes": [
        input_node("Array"),
        {"name": "Each", "type": "Iterator", "configuration": {"iterator": {}},
         "inputs": [{"name": "array", "type": "Array", "expression": "$.data"}],
         "outputs": [{"name": "arrayItem", "type": "String"},
                     {"name": "arraySize", "type": "Number"}]},
        output_node()], "connections": [
            data("Start", "document", "Each", "array"), data("Each", "arrayItem", "End", "document")]})
    client = Http2Client(server.port)
    client.reads = False
    body = json.dumps({"inputs": [{"nodeName": "Start", "nodeOutputName": "document",
                                   "content": {"document": ["y" * 10_000] * 90}}]}).encode()
    unread = client.begin("POST", f"/flows/{flow}/aliases/TSTALIASID", body)
    while len(client.answers[unread].body) < 60_000:
        client.receive()
    # The window of the connection is used up as well; what needs none still comes.
    client.h2.increment_flow_control_window(100_000)
    client.flush()
    assert client.call("GET", HEALTH).status == 200
    assert not client.answers[unread].ended
    client.cancel(unread)
    waits.until(lambda: not running(server), "the end of the run that nobody reads")


def test_a_stream_that_is_cancelled_stops_its_run(server, client):
    flow = slow(server)
    stream = invoke(client, flow)
    waits.until(lambda: len(running(server)) == 1, "the run to wait")
    client.cancel(stream)
    waits.until(lambda: not running(server), "the end of the run")
    assert client.call("GET", HEALTH).status == 200


def test_a_client_that_leaves_stops_its_runs(server):
    flow = slow(server)
    client = Http2Client(server.port)
    for _ in range(5):
        invoke(client, flow)
    waits.until(lambda: len(running(server)) == 5, "the runs to wait")
    client.close()
    waits.until(lambda: not running(server), "the end of the runs")


def test_a_stop_lets_streams_end(server, client):
    put_backends(server, {"models": [{"echo": True, "delayMs": 1000}]})
    flow = create(server, one_prompt())
    invoke(client, flow)
    waits.until(lambda: len(running(server)) == 1, "the run to wait")
    server.process.terminate()
    # The library takes nothing more after GOAWAY, so what comes is looked at as it is.
    received = b""
    while part := client.socket.recv(65536):
        received += part
    assert b"flowCompletionEvent" in received
    assert waits.wait_for_exit(server.process) == 0


def test_a_stop_ends_idle_connections(server, client):
    assert client.call("GET", HEALTH).status == 200
    server.process.terminate()
    assert client.wait_for_end() == 0
    assert waits.wait_for_exit(server.process) == 0


def failing():
    """A flow whose model refuses."""
    return {"models": [{"respond": {"error": "ThrottlingException"}}]}


def test_a_connection_ends_with_a_stream_that_ended_with_an_exception(server, client):
    put_backends(server, failing())
    flow = create(server, one_prompt())
    answer = client.wait_for(invoke(client, flow))
    assert events(answer)[-1].endswith("Exception")
    assert client.wait_for_end() == 0
    # The same over HTTP/1.1, although the client would go on.
    received = server.raw(
        f"POST /flows/{flow}/aliases/TSTALIASID HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Length: {len(invocation())}\r\n\r\n".encode() + invocation())
    assert received.startswith(b"HTTP/1.1 200") and received.endswith(b"0\r\n\r\n")


def test_the_last_frame_and_the_end_of_a_stream_come_together(server):
    put_backends(server, {"models": [{"echo": True}]})
    flow = create(server, one_prompt())
    body = invocation()
    request = (f"POST /flows/{flow}/aliases/TSTALIASID HTTP/1.1\r\nHost: localhost\r\n"
               f"Content-Length: {len(body)}\r\n\r\n").encode() + body
    with waits.connect(server.port) as connection:
        for _ in range(50):
            connection.sendall(request)
            received = b""
            while b"flowCompletionEvent" not in received:
                received = connection.recv(65536)
            assert received.endswith(b"\r\n0\r\n\r\n")


def test_the_browser_guard_judges_as_in_http_1(client):
    for headers, status in (([("origin", "http://evil.example")], 403),
                            ([("origin", "null")], 403),
                            ([("sec-fetch-site", "cross-site")], 403),
                            ([("host", "other.example")], 400), ([], 200)):
        assert client.call("GET", HEALTH, headers=headers).status == status, headers
    for authority, status in (("evil.example", 403), ("evil.example:8484", 403), ("localhost.", 200),
                              ("user@localhost", 403), ("[::1]:8484", 200), ("flows", 200)):
        client.authority = authority
        for method in ("GET", "PUT", "OPTIONS"):
            answer = client.call(method, "/flows/")
            assert (answer.status == 403) == (status == 403), (authority, method, answer.status)
            assert status != 403 or b"--allow-host" in answer.body


def test_a_request_from_elsewhere_is_refused_before_its_body(client):
    client.authority = "evil.example"
    stream = client.begin("POST", "/flows/", ends=False)
    assert client.wait_for(stream).status == 403


def test_a_header_list_has_a_limit(client):  # limits::kHeaderBytesMax
    fits = [("x-long", "y" * 30_000)]
    assert client.call("GET", HEALTH, headers=fits).status == 200
    for fields, each in ((70, 1000), (70, 3000), (4, 50_000), (300, 3000)):
        headers = [(f"x-{i}", "y" * each) for i in range(fields)]
        assert client.call("GET", HEALTH, headers=headers).status == 431, (fields, each)
    assert client.call("GET", HEALTH).status == 200


def test_a_body_has_a_limit(client):  # limits::kBodyBytesMax
    stream = client.begin("POST", "/flows/", ends=False)
    send_endless(client, stream, lambda answer: answer.ended or answer.reset is not None)
    assert client.answers[stream].status == 413
    assert client.call("GET", HEALTH).status == 200


def send_endless(client, stream, until):
    chunk = b"x" * 16384
    while not until(client.answers[stream]):
        if client.h2.local_flow_control_window(stream) >= len(chunk):
            client.h2.send_data(stream, chunk)
            client.flush()
        else:
            client.receive()


def test_a_client_that_sends_on_gets_its_response(client):
    """A reset would reach many clients before they look at the response."""
    stream = client.begin("POST", "/flows/", ends=False)
    send_endless(client, stream, lambda answer: answer.ended)
    answer = client.answers[stream]
    client.h2.end_stream(stream)
    client.flush()
    assert client.call("GET", HEALTH).status == 200
    assert (answer.status, answer.reset) == (413, None)


def test_a_client_that_never_ends_its_request_is_reset(client):  # limits::kHttp2DroppedBodiesMax
    stream = client.begin("POST", "/flows/", ends=False)
    send_endless(client, stream, lambda answer: answer.reset is not None)
    assert (client.answers[stream].status, client.answers[stream].reset) == (413, h2.errors.ErrorCodes.NO_ERROR)
    assert client.call("GET", HEALTH).status == 200


def test_curl_gets_the_response_to_a_body_that_is_too_large(server, tmp_path):
    body = tmp_path / "body"
    body.write_bytes(b"x" * 70_000_000)
    done = waits.run(["curl", "--silent", "--http2-prior-knowledge", "--data-binary", f"@{body}",
                      "--write-out", "%{http_code}", "--output", tmp_path / "answer", f"{server.url}/flows/"])
    assert done.stdout == "413", done

def test_streams_have_a_limit(server, client):
    flow = slow(server)
    client.call("GET", HEALTH)  # by now the settings of the server are known
    most = client.h2.remote_settings.max_concurrent_streams
    assert most == 256  # limits::kHttp2StreamsMax
    for _ in range(most):
        invoke(client, flow)
    waits.until(lambda: len(server.local("GET", "executions?status=Running&limit=1000")
                            ["executions"]) == most, "the runs to wait")
    block = client.h2.encoder.encode([(":method", "GET"), (":scheme", "http"), (":path", HEALTH),
                                      (":authority", client.authority)])
    client.send_frame(HEADERS, END_HEADERS | END_STREAM, client.h2.get_next_available_stream_id(),
                      block)
    assert client.wait_for_end() == h2.errors.ErrorCodes.PROTOCOL_ERROR
    waits.until(lambda: not running(server), "the end of the runs")


def test_the_bodies_of_a_connection_have_a_limit_together(server, client):
    """None of these requests ends, so that the server holds what it has of each."""
    each, most = 30 * 1024 * 1024, 64 * 1024 * 1024  # limits::kHttp2BodiesBytesMax
    streams = [client.begin("POST", "/flows/", b"x" * each, ends=False) for _ in range(2)]
    assert not any(client.answers[stream].headers for stream in streams)
    last = client.begin("POST", "/flows/", b"x" * (most - 2 * each - 100_000), ends=False)
    assert client.call("GET", HEALTH).status == 200
    assert not client.answers[last].headers
    client.h2.send_data(last, b"x" * 16384)
    for _ in range(7):
        client.h2.send_data(last, b"x" * 16384)
    client.flush()
    answer = client.wait_for(last)
    assert answer.status == 413 and b"together" in answer.body
    for stream in streams:
        client.cancel(stream)
    assert client.call("GET", HEALTH).status == 200


def test_a_connection_is_used_for_ever(server, client):
    """What requests took is given back, of streamed ones too."""
    put_backends(server, {"models": [{"echo": True}]})
    flow = create(server, one_prompt())
    for _ in range(80):
        answer = client.wait_for(invoke(client, flow, "x" * 900_000))
        assert answer.status == 200 and "flowCompletionEvent" in events(answer)


def test_an_expectation_is_met(client):
    stream = client.begin("POST", "/flows/", headers=[("expect", "100-continue")], ends=False)
    while not client.informed:
        assert client.receive()
    client.h2.send_data(stream, b"{}", end_stream=True)
    client.flush()
    assert client.wait_for(stream).status == 400
    assert client.wait_for(client.begin("POST", "/flows/", b"{}", [("expect", "tea")])
                           ).status == 417


def test_a_request_after_goaway_is_not_begun(server, client):
    flow = slow(server)
    stream = invoke(client, flow)
    waits.until(lambda: len(running(server)) == 1, "the run to wait")
    server.process.terminate()
    while client.goaway is None:
        assert client.receive()
    block = client.h2.encoder.encode([(":method", "GET"), (":scheme", "http"), (":path", HEALTH),
                                      (":authority", client.authority)])
    client.send_frame(HEADERS, END_HEADERS | END_STREAM, stream + 2, block)
    assert client.wait_for_end() == 0
    assert waits.wait_for_exit(server.process) == 0  # a second signal would end it at once


def test_a_large_response_comes_in_parts(server, client):
    flows = [create(server, smallest()) for _ in range(3)]
    for flow in flows:
        server.agent.update_flow(flowIdentifier=flow, name=flow, executionRoleArn=ROLE,
                                 definition=large_definition())
        answer = client.call("GET", f"/flows/{flow}/")
        # More than is written at once: limits::kHttp2OutputBytesMax.
        assert len(answer.body) > 100_000 and answer.body == server.call("GET", f"/flows/{flow}/")[2]


def test_what_a_new_window_allows_is_sent_at_once(server):
    """More of it than is written at once: the rest must not wait for a tick of the server."""
    server.call("PUT", "/_local/buckets/large/object", b"x" * 1_000_000)
    rounds = 300  # with a wait of half a second in each, they would not end
    ended = []

    def ask():
        for _ in range(rounds):
            client = Http2Client(server.port)
            client.reads = False
            stream = client.begin("GET", "/_local/buckets/large/object")
            while len(client.answers[stream].body) < 65535:
                assert client.receive()
            client.h2.increment_flow_control_window(10_000_000)
            client.h2.increment_flow_control_window(10_000_000, stream)
            client.flush()
            assert len(client.wait_for(stream).body) == 1_000_000
            client.close()
        ended.append(True)
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    waits.join([asking], f"{rounds} large responses")
    assert ended


def test_a_settings_frame_has_a_limit(server, client):  # limits::kHttp2SettingsMax
    client.call("GET", HEALTH)
    entry = struct.pack(">HI", 0x3, 100)
    client.send_frame(SETTINGS, 0, 0, entry * 32)
    assert client.call("GET", HEALTH).status == 200
    client.send_frame(SETTINGS, 0, 0, entry * 33)
    client.wait_for_end()
    assert Http2Client(server.port).call("GET", HEALTH).status == 200


def test_uploads_get_a_window(client):
    client.call("GET", HEALTH)
    # limits::kHttp2WindowBytes
    assert client.h2.remote_settings.initial_window_size == 1024 * 1024


def ends_in_a_flood_of(frame, server, client):
    try:
        for _ in range(200):
            client.socket.sendall(frame * 500)
    except (BrokenPipeError, ConnectionResetError):
        pass
    assert client.wait_for_end() in (CALM, None)
    assert Http2Client(server.port).call("GET", HEALTH).status == 200


@pytest.mark.parametrize("flood", [
    (PING, 0, b"12345678"), (SETTINGS, 0, b""), (PRIORITY, 0, struct.pack(">IB", 0, 1)),
    (WINDOW_UPDATE, 0, struct.pack(">I", 1))], ids=["ping", "settings", "priority", "window"])
def test_a_flood_of_frames_ends_the_connection(server, client, flood):
    # limits::kHttp2ControlFramesMax; of PING and SETTINGS, limits::kHttp2AcksMax comes first.
    kind, flags, payload = flood
    client.call("GET", HEALTH)
    frame = struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(
        ">I", 1 if kind == PRIORITY else 0) + payload
    ends_in_a_flood_of(frame, server, client)


def test_a_client_that_reads_nothing_fills_no_queue(server):
    """It acknowledges no settings, so that each stream beyond the limit is refused by a frame."""
    fields = [hpack.NeverIndexedHeaderTuple(name, value) for name, value in (
        (":method", "POST"), (":scheme", "http"), (":path", "/flows/"), (":authority", "localhost"))]
    block = hpack.Encoder().encode(fields)
    with waits.connect(server.port, receive_bytes=4096) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
        try:
            # More than the buffers of the system and limits::kHttp2QueuedFramesMax together.
            for first in range(1, 4_000_001, 2000):
                connection.sendall(b"".join(
                    struct.pack(">I", len(block))[1:] + bytes([HEADERS, END_HEADERS]) +
                    struct.pack(">I", stream) + block for stream in range(first, first + 2000, 2)))
        except (BrokenPipeError, ConnectionResetError):
            pass
        else:
            raise AssertionError("the server took all of it")
    assert Http2Client(server.port).call("GET", HEALTH).status == 200


def test_a_flood_of_empty_data_ends_the_connection(server, client):
    stream = client.begin("POST", "/flows/", ends=False)
    frame = b"\0\0\0" + bytes([DATA, 0]) + struct.pack(">I", stream)
    ends_in_a_flood_of(frame, server, client)


def test_a_rapid_reset_ends_the_connection(server, client):
    # limits::kHttp2ResetBurstMax, and limits::kHttp2ResetsPerSecondMax from there on
    for _ in range(5_000):
        client.cancel(client.begin("GET", "/flows/"))
    assert client.wait_for_end() in (h2.errors.ErrorCodes.INTERNAL_ERROR, None)
    assert Http2Client(server.port).call("GET", HEALTH).status == 200


def test_a_flood_of_continuations_ends_the_connection(server, client):
    # limits::kHttp2ContinuationsMax
    client.call("GET", HEALTH)
    stream = client.h2.get_next_available_stream_id()
    client.send_frame(HEADERS, 0, stream, client.h2.encoder.encode([(":method", "GET")]))
    try:
        for _ in range(100):
            client.send_frame(CONTINUATION, 0, stream)
    except (BrokenPipeError, ConnectionResetError):
        pass
    client.wait_for_end()
    assert Http2Client(server.port).call("GET", HEALTH).status == 200


def test_tls_that_is_not_served_is_one_line_in_the_log(tmp_path):
    log = tmp_path / "log"
    with open(log, "w") as target:
        process = subprocess.Popen([BINARY, "serve", "--port", "0", "--in-memory"],
                                   stdout=subprocess.PIPE, stderr=target, text=True)
        port = int(waits.first_line(process).rsplit(":", 1)[1])
        for _ in range(3):
            with waits.connect(port) as connection:
                connection.sendall(bytes([0x16, 3, 1, 0, 5]) + os.urandom(5))
                assert connection.recv(100) == b""
        process.terminate()
        assert waits.wait_for_exit(process) == 0
    lines = [line for line in log.read_text().splitlines() if "TLS" in line]
    assert lines and "http://" in lines[0]


def test_curl_speaks_it(server):
    found = waits.run(["curl", "-sS", "--http2-prior-knowledge", "-o", "/dev/null", "-w",
                       "%{http_version} %{http_code}", server.url + HEALTH])
    assert found.stdout == "2 200", found.stderr


def test_nghttp_speaks_it(server):
    found = waits.run(["nghttp", "-v", server.url + HEALTH])
    assert ":status: 200" in found.stdout and '"status":"ok"' in found.stdout, found.stderr


def test_h2load_gets_an_answer_to_each_request(server):
    flow = create(server, smallest())
    found = waits.run(["h2load", "-n", "20000", "-c", "4", "-m", "64",
                       f"{server.url}/flows/{flow}/"])
    assert "20000 succeeded, 0 failed, 0 errored, 0 timeout" in found.stdout, found.stdout
