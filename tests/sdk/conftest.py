"""The real binary under test, real SDKs before it.

FLOWS_BINARY names the binary, FLOWS_JS_MODULES the folder with the JavaScript packages.
"""
import json
import os
import signal
import subprocess
import threading
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from answer_checks import watch
from waits import connect, first_line, wait_for_exit

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ["FLOWS_BINARY"]
# Node.js is one of the packages where there is one for this processor.
NODE = next(map(str, Path(os.environ["FLOWS_JS_MODULES"]).glob("node_modules/node-linux-*/bin/node")),
            "node")
ROLE = "arn:aws:iam::123456789012:role/flows"


class Server:
    """One running bedrock-flows-local, on a free port."""

    def __init__(self, *flags, env=None, **options):
        self.process = subprocess.Popen(
            [BINARY, "serve", "--port", "0", *map(str, flags)], stdout=subprocess.PIPE,
            env={**os.environ, **(env or {})}, text=True, **options)
        self.ready_line = first_line(self.process)
        assert " listening on http://" in self.ready_line, self.ready_line
        self.url = self.ready_line.split()[-1]
        self.port = int(self.url.rsplit(":", 1)[1])
        self.seen = set()  # what clients got for an answer, see answer_checks.watch
        self.clients, self.lock = {}, threading.Lock()

    def client(self, service, region="us-east-1", access_key="local", secret_key="local",
               session_token=None, **config):
        """A client all of whose answers are held to the API model; the same for the same words."""
        key = (service, region, access_key, secret_key, session_token, *sorted(config.items()))
        with self.lock:
            if key not in self.clients:
                self.clients[key] = boto3.client(
                    service, endpoint_url=self.url, region_name=region,
                    aws_access_key_id=access_key, aws_secret_access_key=secret_key,
                    aws_session_token=session_token,
                    config=Config(retries={"max_attempts": 0}, max_pool_connections=64, **config))
                watch(self.clients[key], self.seen)
            return self.clients[key]

    @property
    def agent(self):
        return self.client("bedrock-agent")

    @property
    def runtime(self):
        return self.client("bedrock-agent-runtime")

    def raw(self, request):
        """Sends bytes, returns all bytes of the answer until the server closes."""
        with connect(self.port) as connection:
            connection.sendall(request)
            received = b""
            while part := connection.recv(65536):
                received += part
        return received

    def call(self, method, target, body=b"", headers=""):
        """One raw request; returns status, headers (lower case, in order) and body."""
        if isinstance(body, str):
            body = body.encode()
        head = (f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                f"{headers}Content-Length: {len(body)}\r\n\r\n")
        answer = self.raw(head.encode() + body)
        head, _, content = answer.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        pairs = [line.split(": ", 1) for line in lines]
        return int(first.split()[1]), {name.lower(): value for name, value in pairs}, content

    def local(self, method, path, body=None, expected=200):
        """One of the emulator's own routes; its answer as JSON, None where there is none."""
        body = json.dumps(body) if isinstance(body, dict) else body or b""
        status, _, content = self.call(method, f"/_local/{path}", body)
        assert status == expected, (method, path, content)
        return json.loads(content) if content else None

    def stop(self, expected=0):
        self.process.send_signal(signal.SIGTERM)
        assert wait_for_exit(self.process) == expected
        assert self.process.stdout.read() == "", "only the ready line goes to standard output"

    def kill(self):
        self.process.kill()
        wait_for_exit(self.process)


@pytest.fixture
def start():
    """Starts servers with the flags it is called with; stops those that are left."""
    servers = []

    def run(*flags, **options):
        servers.append(Server(*flags, **options))
        return servers[-1]

    yield run
    for server in servers:
        if server.process.poll() is None:
            server.stop()


@pytest.fixture(scope="module")
def shared():
    """A server in memory for tests of one file that only need some server."""
    server = Server("--in-memory")
    yield server
    server.stop()
