"""TLS on the port of plain HTTP."""
import json
import os
import ssl
import stat
import subprocess

import boto3
import pytest
from botocore.config import Config

import waits
from conftest import BINARY, NODE
from flow_shapes import create, smallest

HEALTH = "/_local/health"


@pytest.fixture
def secure(start, tmp_path):
    """A server that speaks TLS, with its folder."""
    server = start("--db", tmp_path / "state.db", "--tls")
    server.authority = tmp_path / "tls/authority.pem"
    return server


def get(server, authority, protocols=("http/1.1",), name="localhost"):
    """The answer to GET /_local/health over TLS, and the protocol that was agreed on."""
    context = ssl.create_default_context(cafile=authority)
    context.set_alpn_protocols(list(protocols))
    with waits.connect(server.port) as plain:
        with context.wrap_socket(plain, server_hostname=name) as connection:
            connection.sendall(f"GET {HEALTH} HTTP/1.1\r\nHost: localhost\r\n"
                               "Connection: close\r\n\r\n".encode())
            received = b""
            while part := connection.recv(65536):
                received += part
            return received, connection.selected_alpn_protocol()


def test_one_port_serves_both(secure):
    answer, protocol = get(secure, secure.authority)
    assert answer.startswith(b"HTTP/1.1 200 OK") and protocol == "http/1.1"
    assert secure.call("GET", HEALTH)[0] == 200


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1"])
def test_the_certificate_is_for_the_names_of_this_computer(secure, name):
    assert get(secure, secure.authority, name=name)[0].startswith(b"HTTP/1.1 200")


def test_another_name_is_not_trusted(secure):
    with pytest.raises(ssl.SSLCertVerificationError):
        get(secure, secure.authority, name="evil.example")


def test_an_sdk_runs_a_flow_over_tls(secure):
    config = Config(retries={"max_attempts": 0})
    flow = create(secure, smallest())
    runtime = boto3.client("bedrock-agent-runtime", region_name="us-east-1", config=config,
                           endpoint_url=f"https://localhost:{secure.port}",
                           verify=str(secure.authority), aws_access_key_id="local",
                           aws_secret_access_key="local")
    events = list(runtime.invoke_flow(
        flowIdentifier=flow, flowAliasIdentifier="TSTALIASID",
        inputs=[{"nodeName": "Start", "nodeOutputName": "document",
                 "content": {"document": "hello"}}])["responseStream"])
    assert events[0]["flowOutputEvent"]["content"]["document"] == "hello"


def test_node_speaks_http_2_over_tls(secure, tmp_path):
    script = tmp_path / "client.mjs"
    script.write_text(f"""
        import http2 from "node:http2";
        const client = http2.connect("https://localhost:{secure.port}");
        const request = client.request({{":path": "{HEALTH}"}});
        let body = "";
        request.on("data", part => body += part);
        request.on("end", () => {{ console.log(client.alpnProtocol, body); client.close(); }});
    """)
    found = waits.run([NODE, script], env={**os.environ,
                                             "NODE_EXTRA_CA_CERTS": str(secure.authority)})
    protocol, body = found.stdout.split(" ", 1)
    assert protocol == "h2" and json.loads(body)["status"] == "ok", found.stderr


def test_curl_speaks_http_2_over_tls(secure):
    found = waits.run(["curl", "-sSk", "--http2", "-o", "/dev/null", "-w",
                       "%{http_version} %{http_code}", f"https://localhost:{secure.port}{HEALTH}"])
    assert found.stdout == "2 200", found.stderr


def test_the_certificate_is_retained_until_it_no_longer_fits(start, tmp_path):
    flags = ("--db", tmp_path / "state.db", "--tls")
    files = [tmp_path / "tls" / name for name in ("certificate.pem", "key.pem", "authority.pem")]
    start(*flags).stop()
    first = [file.read_bytes() for file in files]
    assert stat.S_IMODE(files[1].stat().st_mode) == 0o600
    start(*flags).stop()
    assert [file.read_bytes() for file in files] == first
    server = start(*flags, "--allow-host", "flows.test")
    second = [file.read_bytes() for file in files]
    assert not set(first) & set(second)
    assert get(server, files[2], name="flows.test")[0].startswith(b"HTTP/1.1 200")
    server.stop()
    files[0].write_text("damaged")
    start(*flags).stop()
    assert files[0].read_bytes() != b"damaged"


def test_a_given_certificate_is_used(start, secure, tmp_path):
    given = [tmp_path / "tls" / name for name in ("certificate.pem", "key.pem")]
    server = start("--in-memory", "--tls-cert", given[0], "--tls-key", given[1])
    assert get(server, secure.authority)[0].startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("home", ["/nowhere", None], ids=["unwritable", "unset"])
def test_without_a_database_the_certificate_goes_with_the_server(tmp_path, home):
    log = tmp_path / "log"
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("HOME", "XDG_STATE_HOME")}
    environment.update({"XDG_RUNTIME_DIR": str(runtime)}, **({"HOME": home} if home else {}))
    with open(log, "w") as target:
        process = subprocess.Popen([BINARY, "serve", "--port", "0", "--in-memory", "--tls"],
                                   stdout=subprocess.PIPE, stderr=target, text=True,
                                   env=environment)
    port = int(waits.first_line(process).rsplit(":", 1)[1])
    folder, = runtime.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "key.pem").stat().st_mode) == 0o600
    waits.until(lambda: str(folder / "authority.pem") in log.read_text(), "the line of the log")
    assert get(At(port), folder / "authority.pem")[0].startswith(b"HTTP/1.1 200")
    process.terminate()
    assert waits.wait_for_exit(process) == 0
    assert not list(runtime.iterdir())


class At:
    def __init__(self, port):
        self.port = port


def test_the_folder_of_a_server_that_does_not_start_is_removed(tmp_path, secure):
    found = waits.run([BINARY, "serve", "--port", secure.port, "--in-memory", "--tls"],
                      env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)})
    assert found.returncode == 1 and "in use" in found.stderr
    assert not list(tmp_path.glob("bedrock-flows-local-*"))


@pytest.mark.parametrize("flags, said", [
    (["--tls-cert", "nowhere.pem", "--tls-key", "nowhere.pem"], "Cannot use nowhere.pem for TLS"),
    (["--tls", "--allow-host", "a b"], "'a b' is no name or address"),
    (["--tls-cert", "nowhere.pem"], "--tls-key")])
def test_what_cannot_be_used_is_said_at_the_start(flags, said):
    found = waits.run([BINARY, "serve", "--port", "0", "--in-memory", *flags])
    assert found.returncode in (1, 2) and said in found.stderr


def test_a_client_that_never_ends_its_handshake_holds_up_no_other(secure):
    half_open = []
    for _ in range(50):
        connection = waits.connect(secure.port)
        connection.sendall(bytes([0x16, 3, 1, 2, 0, 1]))
        half_open.append(connection)
    assert get(secure, secure.authority)[0].startswith(b"HTTP/1.1 200")
    for connection in half_open:
        connection.close()


def test_garbage_behind_the_first_byte_ends_the_connection(secure):
    with waits.connect(secure.port) as connection:
        connection.sendall(b"\x16" + b"garbage" * 100)
        connection.settimeout(waits.WAIT_MAX)
        while connection.recv(4096):
            pass
    assert get(secure, secure.authority)[0].startswith(b"HTTP/1.1 200")
