"""What `doctor` says about a client's environment."""
import json
import os

import pytest

from conftest import BINARY
from flow_shapes import create, smallest
from waits import run


@pytest.fixture
def doctor(tmp_path):
    """Runs doctor with these variables and no others of AWS's or of proxies, in an empty home."""
    def look(*flags, **variables):
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("AWS_") and not name.lower().endswith("_proxy")}
        environment.update(HOME=str(tmp_path), **variables)
        return run([BINARY, "doctor", *flags], env=environment)
    return look


def client(url, **more):
    """The variables of a client without problems."""
    return {"AWS_ENDPOINT_URL_BEDROCK_AGENT": url, "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME": url,
            "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", **more}


def test_a_server_that_is_reached_speaks_both_versions_of_http(shared, doctor):
    done = doctor(**client(shared.url))
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("ok: a bedrock-flows-local responds there") == 2
    assert done.stdout.count("ok: it speaks HTTP/1.1 and HTTP/2 (with prior knowledge)") == 2
    assert "warning" not in done.stdout and "note" not in done.stdout


def test_a_health_check_leaves_no_call_in_the_journal(start, doctor):
    server = start("--in-memory")
    done = doctor("--health", **client(server.url))
    assert done.returncode == 0, done.stdout
    assert json.loads(server.call("GET", "/_local/requests")[2])["requests"] == []
    assert doctor("--health", **client("http://127.0.0.1:1")).returncode == 1


def test_what_is_not_reached_fails(shared, doctor):
    assert doctor(**client(shared.url, AWS_ENDPOINT_URL_BEDROCK_AGENT="http://127.0.0.1:1")).returncode == 1
    assert doctor().returncode == 1


def test_a_region_that_is_not_set_is_a_note(shared, doctor):
    done = doctor(**client(shared.url, AWS_DEFAULT_REGION=""))
    assert done.returncode == 0 and "AWS_DEFAULT_REGION is not set" in done.stdout
    assert "AWS_REGION is not set" not in done.stdout


def test_the_config_file_leads_there(shared, doctor, tmp_path):
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "config").write_text(
        "[profile local]\nregion = us-east-1\nservices = flows\naws_access_key_id = a\n"
        "aws_secret_access_key = b\nendpoint_url = http://127.0.0.1:1\n\n[services flows]\n"
        f"bedrock_agent =\n  endpoint_url = {shared.url}\n"
        f"bedrock_agent_runtime =\n  endpoint_url = {shared.url}\n")
    done = doctor(AWS_PROFILE="local")
    assert done.returncode == 0, done.stdout
    assert f"bedrock-agent: {shared.url} (from bedrock_agent.endpoint_url of [services flows]" in done.stdout
    assert "endpoint_url of [profile local]" in done.stdout and "does not count" in done.stdout


def test_flows_of_another_region_are_found(start, doctor):
    server = start("--in-memory")
    create(server, smallest())
    done = doctor(**client(server.url, AWS_REGION="eu-west-1", AWS_DEFAULT_REGION="eu-west-1"))
    assert done.returncode == 0
    assert ("sees no flows in eu-west-1, but the server has 1 in us-east-1 (account 123456789012)"
            in done.stdout)
    assert "warning" not in doctor(**client(server.url)).stdout


def test_tls_is_spoken_to_those_who_trust_it(start, doctor, tmp_path):
    server = start("--db", tmp_path / "state.db", "--tls")
    url = f"https://localhost:{server.port}"
    authority = str(tmp_path / "tls/authority.pem")
    done = doctor(**client(url))
    assert done.returncode == 1 and "AWS_CA_BUNDLE is not set" in done.stdout
    done = doctor(**client(url, AWS_CA_BUNDLE=authority, NODE_EXTRA_CA_CERTS=authority))
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("it speaks TLS with HTTP/1.1 and HTTP/2 (ALPN h2, http/1.1)") == 2
    done = doctor(**client(url, AWS_CA_BUNDLE=authority, NODE_EXTRA_CA_CERTS=str(tmp_path / "none")))
    assert done.returncode == 1 and "does not make JavaScript trust it" in done.stdout


def test_tls_that_is_not_served_is_said(shared, doctor):
    done = doctor(**client(f"https://localhost:{shared.port}"))
    assert done.returncode == 1 and "Is TLS served there?" in done.stdout


def test_a_proxy_that_catches_the_calls_is_a_warning(shared, doctor):
    environment = client(shared.url, HTTP_PROXY="http://proxy.example:3128")
    done = doctor(**environment)
    assert done.returncode == 0 and "HTTP_PROXY sends calls to 127.0.0.1 through a proxy" in done.stdout
    assert "proxy" not in doctor(**environment, NO_PROXY="localhost,127.0.0.1").stdout
