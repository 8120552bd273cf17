"""The scenario of scenario.json through every client, and the snippets of the README.

FLOWS_SDKS names the folder in which ./dev has put the clients, FLOWS_SDK_CLIENTS those to run: all of
them where it is not set. None is ever skipped.
"""
import json
import os
import re
import sys
from pathlib import Path

import pytest

from conftest import NODE, ROOT
from waits import run

HERE = Path(__file__).parent
SDKS = Path(os.environ["FLOWS_SDKS"])
SCENARIO = json.loads((HERE / "scenario.json").read_text())
ENVIRONMENT = {**os.environ, "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
               "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
               "AWS_EC2_METADATA_DISABLED": "true", "FLOWS_JS_MODULES": str(SDKS / "js"),
               "PYTHONDONTWRITEBYTECODE": "1"}


def python(environment, program):
    return [SDKS / environment / "bin" / "python", HERE / "python" / program]


def java(http):
    return ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{SDKS}/java/classes:{SDKS}/java/*",
            "Scenario"], [http]


# Each client's command before the endpoint's address, and what follows it.
CLIENTS = {
    "boto3": (python("venv", "boto3_client.py"), []),
    "aiobotocore": (python("aiobotocore", "aiobotocore_client.py"), []),
    "aws-cli": ([HERE / "cli" / "scenario.sh", SDKS / "venv" / "bin" / "aws"], []),
    "javascript": ([NODE, HERE / "js" / "scenario.mjs"], []),
    "javascript-http1": ([NODE, HERE / "js" / "scenario.mjs"], ["http1"]),
    "go": ([SDKS / "go" / "client"], []),
    "java": java("netty"),
    "java-http2": java("netty-http2"),
    "java-crt": java("crt"),
    "rust": ([SDKS / "rust" / "client"], []),
}
CHOSEN = os.environ.get("FLOWS_SDK_CLIENTS", " ".join(CLIENTS)).split()


def bind(expected, seen, bound):
    """Whether the texts are the same once each {name} of `expected` is what it stands for, which
    its first place tells."""
    pattern = re.sub(r"\\{(\w+)\\}", lambda found: f"(?P<{found[1]}>[0-9A-Za-z-]+)",
                     re.escape(expected))
    for name, value in bound.items():
        pattern = pattern.replace(f"(?P<{name}>[0-9A-Za-z-]+)", re.escape(value))
    found = re.fullmatch(pattern, seen)
    bound.update(found.groupdict() if found else {})
    return found is not None


def compare(step, seen, bound):
    """Holds a line that a client printed to what the step must show."""
    expected = {"step": step["step"], **step["sees"]}
    assert seen.keys() == expected.keys(), seen
    for name, value in expected.items():
        if name == "definition":
            assert json.loads(seen[name]) == SCENARIO["definitions"]["greeter"]
        elif isinstance(value, str):
            assert bind(value, seen[name], bound), (step["step"], name, value, seen[name])
        else:
            assert seen[name] == value, (step["step"], name)


@pytest.fixture
def server(start, tmp_path):
    backends = tmp_path / "backends.json"
    backends.write_text(json.dumps(SCENARIO["backends"]))
    return start("--in-memory", "--backends", backends)


@pytest.mark.parametrize("client", CHOSEN)
def test_the_scenario(server, client):
    before, after = CLIENTS[client]
    done = run([*before, server.url, *after], env=ENVIRONMENT)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    steps = [step for step in SCENARIO["steps"] if client != "aws-cli" or not step.get("stream")]
    assert [line["step"] for line in lines] == [step["step"] for step in steps], done.stderr
    bound = {}
    for step, line in zip(steps, lines):
        compare(step, line, bound)
    refused = [entry["requestId"] for entry in
               server.local("GET", "requests?operation=GetFlow&status=404")["requests"]]
    assert refused == [bound["request"]], "the request ID that the client shows is in the journal"


def test_the_aws_cli_has_no_invoke_flow():
    done = run([SDKS / "venv" / "bin" / "aws", "bedrock-agent-runtime", "invoke-flow"], env=ENVIRONMENT)
    assert done.returncode != 0 and "Invalid choice" in done.stderr, done.stderr


def snippets():
    """File and text of each block of code that follows a link to a client's program."""
    section = (ROOT / "README.md").read_text().split("\n## Clients\n")[1].split("\n## ")[0]
    blocks = re.findall(r"(.*?)\n```\w+\n(.*?)```", section, re.DOTALL)
    return [(re.findall(r"\(tests/sdk/([^)]*)\)", before)[-1], block) for before, block in blocks]


def words(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_the_snippets_of_the_readme_are_what_the_clients_run():
    found = snippets()
    assert len(found) == 7
    for file, snippet in found:
        program = "\n".join(words((HERE / file).read_text()))
        assert "\n".join(words(snippet)) in program, (file, snippet)


def test_what_changed_between_two_lists_is_said(tmp_path):
    newest, results = tmp_path / "lists", tmp_path / "results.xml"
    for file in ("requirements.txt", "python/aiobotocore.txt", "js/package.json", "go/go.mod",
                 "java/pom.xml", "rust/packages.lock"):
        (newest / file).parent.mkdir(parents=True, exist_ok=True)
        (newest / file).write_text((HERE / file).read_text())
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"install": [
        {"metadata": {"name": "boto3", "version": "99.1"}},
        {"metadata": {"name": "unrelated", "version": "2"}}]}))
    raised = run([sys.executable, HERE / "raise_pins.py", newest / "requirements.txt", report, "boto3"])
    assert raised.returncode == 0, raised.stderr
    results.write_text('<testsuite><testcase name="test_the_scenario[boto3]"><failure/></testcase>'
                       '<testcase name="test_the_scenario[rust]"/></testsuite>')
    said = run([sys.executable, HERE / "compare_lists.py", HERE, newest, results]).stdout.splitlines()
    pinned = re.search("^boto3==(.*)$", (HERE / "requirements.txt").read_text(), re.MULTILINE)[1]
    assert said[0].split() == ["boto3", "99.1", "pinned", pinned]
    assert said[1].split()[2:] == ["as", "pinned"]
    assert "    boto3: failed" in said
    assert "    rust: passed" in said
    assert "    go: did not run" in said
