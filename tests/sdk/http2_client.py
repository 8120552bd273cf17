"""One HTTP/2 connection with prior knowledge, as a client that can also misbehave."""
import struct

import h2.config
import h2.connection
import h2.errors
import h2.events
import waits

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = (
    0, 1, 2, 3, 4, 6, 7, 8, 9)
END_STREAM, END_HEADERS, ACK = 1, 4, 1


class Answer:
    def __init__(self):
        self.headers, self.body, self.ended, self.reset = {}, b"", False, None

    @property
    def status(self):
        return int(self.headers[":status"])


class Http2Client:
    def __init__(self, port, receive_bytes=None):
        self.authority = f"127.0.0.1:{port}"
        self.socket = waits.connect(port, receive_bytes)
        self.h2 = h2.connection.H2Connection(
            h2.config.H2Configuration(header_encoding="utf-8", validate_outbound_headers=False))
        self.answers, self.goaway, self.closed, self.informed = {}, None, False, False
        self.reads = True  # whether it gives the server new windows
        self.h2.initiate_connection()
        self.flush()

    def flush(self):
        try:
            self.socket.sendall(self.h2.data_to_send())
        except (BrokenPipeError, ConnectionResetError):
            pass  # what the server sent before is still to be read

    def begin(self, method, path, body=b"", headers=(), ends=True):
        """Sends a request; returns the number of its stream."""
        stream = self.h2.get_next_available_stream_id()
        self.answers[stream] = Answer()
        self.h2.send_headers(stream, [
            (":method", method), (":scheme", "http"), (":path", path),
            (":authority", self.authority), *headers], end_stream=ends and not body)
        while body:
            room = min(16384, self.h2.local_flow_control_window(stream))
            part, body = body[:room], body[room:]
            if part:
                self.h2.send_data(stream, part, end_stream=ends and not body)
            self.flush()
            if body and not self.h2.local_flow_control_window(stream):
                assert self.receive()
        self.flush()
        return stream

    def call(self, method, path, body=b"", headers=()):
        return self.wait_for(self.begin(method, path, body, headers))

    def wait_for(self, stream):
        """The answer of that stream, once it has ended or was reset."""
        answer = self.answers[stream]
        while not (answer.ended or answer.reset is not None):
            assert self.receive(), f"the connection ended before the answer: {self.goaway}"
        return answer

    def receive(self):
        """Takes what has come; False once the server has closed the connection."""
        try:
            received = self.socket.recv(65536)
        except ConnectionResetError:
            received = b""
        if not received:
            self.closed = True
            return False
        for event in self.h2.receive_data(received):
            self.take(event)
        self.flush()
        return True

    def take(self, event):
        answer = self.answers.get(getattr(event, "stream_id", None))
        if isinstance(event, h2.events.ConnectionTerminated):
            self.goaway = event.error_code
        elif isinstance(event, h2.events.InformationalResponseReceived):
            self.informed = True
        elif answer is None:
            return
        elif isinstance(event, h2.events.ResponseReceived):
            answer.headers = dict(event.headers)
        elif isinstance(event, h2.events.DataReceived):
            answer.body += event.data
            if self.reads:
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            answer.ended = True
        elif isinstance(event, h2.events.StreamReset):
            answer.reset = event.error_code

    def cancel(self, stream):
        self.h2.reset_stream(stream, h2.errors.ErrorCodes.CANCEL)
        self.flush()

    def send_frame(self, kind, flags, stream, payload=b""):
        """A frame that the library would not send."""
        self.socket.sendall(struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) +
                            struct.pack(">I", stream) + payload)

    def wait_for_end(self):
        """Why the server ended the connection."""
        while not self.closed:
            self.receive()
        return self.goaway

    def close(self):
        self.socket.close()


class OverHttp2:
    """A server whose `call` goes over HTTP/2; all else is as with the server itself."""

    def __init__(self, server):
        self.server = server

    def __getattr__(self, name):
        return getattr(self.server, name)

    def call(self, method, target, body=b"", headers=""):
        lines = [line.split(": ", 1) for line in headers.split("\r\n") if line]
        client = Http2Client(self.server.port)
        answer = client.call(method, target, body.encode() if isinstance(body, str) else body,
                             [(name.lower(), value) for name, value in lines])
        client.close()
        assert answer.reset is None, answer.reset
        fields = {name: value for name, value in answer.headers.items() if name != ":status"}
        return answer.status, fields, answer.body


# How a server is asked in tests that run over both versions.
VERSIONS = [lambda server: server, OverHttp2]
VERSION_NAMES = ["HTTP/1.1", "HTTP/2"]
