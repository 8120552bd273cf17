"""A thousand streams at once whose readers are slow: what waits is bounded."""
import json
import resource
import selectors
import socket
import threading
from pathlib import Path

import pytest
from botocore.eventstream import EventStreamBuffer

import waits
from conftest import BINARY
from flow_shapes import create, data, input_node, output_node, prompt_node, put_backends

STREAMS = 1000
ITEMS, TEXT_BYTES = 400, 16 * 1024
# README.md says so: half a megabyte for each stream that is not read, and what is there anyway.
MEMORY_MAX = 640 * 1024 * 1024
SHELL_FILES = 256


def many_outputs():
    """An output of 16 KiB for each item: 6.5 MB for each stream."""
    return {"nodes": [input_node("Array"),
                      {"name": "Each", "type": "Iterator",
                       "inputs": [{"name": "array", "type": "Array", "expression": "$.data"}],
                       "outputs": [{"name": "arrayItem", "type": "String"}]},
                      prompt_node("Talk", "{{text}}"), output_node()],
            "connections": [data("Start", "document", "Each", "array"),
                            data("Each", "arrayItem", "Talk", "text"),
                            data("Talk", "modelCompletion", "End", "document")]}


def request(flow):
    body = json.dumps({"inputs": [{"nodeName": "Start", "nodeOutputName": "document",
                                   "content": {"document": ["x"] * ITEMS}}]})
    return (f"POST /flows/{flow}/aliases/TSTALIASID HTTP/1.1\r\nHost: localhost\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}").encode()


def peak_memory(server):
    """The most memory that the process has had, in bytes."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    line, = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


@pytest.fixture
def server(start):
    """Started by a shell that allows it few open files, while this program may have many."""
    before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (SHELL_FILES, most))
    server = start("--in-memory")
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    yield server
    resource.setrlimit(resource.RLIMIT_NOFILE, (before, most))


def connect(server, flow):
    connection = waits.connect(server.port, receive_bytes=16 * 1024)
    connection.sendall(request(flow))
    return connection


def read_to_the_end(connection):
    """The events of one whole stream, read at last."""
    received = b""
    while not received.endswith(b"\r\n0\r\n\r\n"):
        part = connection.recv(1024 * 1024)
        assert part, "the stream was cut"
        received += part
    head, _, chunks = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    buffer = EventStreamBuffer()
    while chunks:
        size, _, rest = chunks.partition(b"\r\n")
        buffer.add_data(rest[:int(size, 16)])
        chunks = rest[int(size, 16) + 2:]
    return [message.headers[":event-type"] for message in buffer]


def is_sanitized():
    return any(name in Path(BINARY).read_bytes() for name in (b"__asan_init", b"__tsan_init"))


def test_a_thousand_streams_that_nobody_reads_stay_within_memory(server):
    put_backends(server, {"models": [{"respond": {"text": "x" * TEXT_BYTES}}]})
    flow = create(server, many_outputs())
    connections = [connect(server, flow) for _ in range(STREAMS)]
    try:
        with selectors.DefaultSelector() as selector:
            waiting = set(connections)
            for connection in connections:
                selector.register(connection, selectors.EVENT_READ)
            while waiting:  # until each stream has begun
                begun = selector.select(waits.WAIT_MAX)
                assert begun, f"waited in vain for {len(waiting)} streams to begin"
                for key, _ in begun:
                    waiting.discard(key.fileobj)
                    selector.unregister(key.fileobj)
                    assert key.fileobj.recv(12, socket.MSG_PEEK) == b"HTTP/1.1 200"
        # The server still answers others, and each stream ends whole for whoever reads it.
        server.agent.get_flow(flowIdentifier=flow)
        expected = ["flowOutputEvent"] * ITEMS + ["flowCompletionEvent"]
        slow = connections[::100]
        readers = [threading.Thread(target=lambda c=c: ends.append(read_to_the_end(c)))
                   for c in slow]
        ends = []
        for reader in readers:
            reader.start()
        waits.join(readers, "the streams that are read")
        assert ends == [expected] * len(slow)
        peak = peak_memory(server)
        print(f"{peak / 1024 / 1024:.0f} MiB for {STREAMS} streams")
        assert is_sanitized() or peak < MEMORY_MAX
    finally:
        for connection in connections:
            connection.close()
    assert server.call("GET", "/_local/health")[0] == 200
