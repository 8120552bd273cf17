"""The example of the README, and the same flow through another SDK."""
import json
import os
import sys
from pathlib import Path

from conftest import NODE, ROOT
from flow_shapes import create, invoke, kinds, smallest, two_prompts
from waits import run

HERE = Path(__file__).parent
EXPECTED = ["nodeOutputTrace", "nodeInputTrace", "nodeOutputTrace", "nodeActionTrace",
            "nodeInputTrace", "conditionNodeResultTrace", "nodeInputTrace", "flowOutputEvent",
            "flowCompletionEvent"]


def run_example(server):
    environment = {**os.environ, "AWS_ENDPOINT_URL_BEDROCK_AGENT": server.url,
                   "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME": server.url, "AWS_REGION": "us-east-1",
                   "AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local",
                   "AWS_SECRET_ACCESS_KEY": "local"}
    done = run([sys.executable, HERE / "example_flow.py"], env=environment)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def run_javascript(server, flow, alias, document, node="Start"):
    done = run([NODE, HERE / "js" / "invoke.mjs", server.url, flow, alias, node,
                json.dumps(document)])
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def comparable(events):
    """Events without what differs from run to run and from SDK to SDK."""
    def strip(value):
        if isinstance(value, dict):
            return {name: strip(member) for name, member in value.items()
                    if name not in ("timestamp", "requestId", "metrics", "AWS_REQUEST_ID", "Date",
                                    "x-amzn-RequestId")}
        return [strip(item) for item in value] if isinstance(value, list) else value
    return strip(json.loads(json.dumps(events, default=str)))


def test_the_example_prints_the_streamed_events(shared):
    events = run_example(shared)
    assert kinds(events) == EXPECTED
    assert events[-2]["flowOutputEvent"] == {
        "content": {"document": "REFUND"}, "nodeName": "Refunds", "nodeType": "FlowOutputNode"}
    assert events[-1]["flowCompletionEvent"] == {"completionReason": "SUCCESS"}


def test_the_example_can_be_run_again(shared):
    assert kinds(run_example(shared)) == EXPECTED


def dev_example(*arguments, port=1):
    """./dev example for a server at that port, where nobody may listen."""
    url = f"http://127.0.0.1:{port}"
    return run([ROOT / "dev", "example", *arguments], env={
        **os.environ, "AWS_ENDPOINT_URL_BEDROCK_AGENT": url,
        "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME": url})


def test_the_example_says_that_a_server_is_missing():
    done = dev_example()
    assert done.returncode == 1 and "nobody listens at http://127.0.0.1:1; start" in done.stderr
    assert "python or javascript" in dev_example("cobol").stderr


def test_no_profile_or_proxy_leads_the_example_elsewhere(shared, monkeypatch, tmp_path):
    config = tmp_path / "config"
    config.write_text("[default]\nignore_configured_endpoint_urls = true\n")
    for name, value in {"AWS_CONFIG_FILE": str(config), "AWS_PROFILE": "gone",
                        "HTTP_PROXY": "http://127.0.0.1:1"}.items():
        monkeypatch.setenv(name, value)
    done = dev_example(port=shared.port)
    assert done.returncode == 0, done.stderr
    assert kinds([json.loads(line) for line in done.stdout.splitlines()]) == EXPECTED


def test_the_javascript_sdk_sees_the_same_events(shared):
    run_example(shared)
    agent = shared.agent
    flow = agent.list_flows(maxResults=1)["flowSummaries"][0]["id"]
    alias = next(alias["id"] for alias in
                 agent.list_flow_aliases(flowIdentifier=flow)["flowAliasSummaries"]
                 if alias["name"] == "live")
    for document in ("REFUND", "something else"):
        python = list(invoke(shared, flow, document, alias, trace=True))
        javascript = run_javascript(shared, flow, alias, document)
        assert kinds(javascript) == EXPECTED
        assert comparable(javascript) == comparable(python)


def test_the_javascript_sdk_sees_the_same_exception(shared):
    flow = create(shared, two_prompts())
    events = run_javascript(shared, flow, "TSTALIASID", {"not": "text"})
    assert events == [{"exception": "ValidationException", "message":
                       "Expected type for Node Output document of Node Start to be STRING. "
                       "Actual type is OBJECT."}]


def test_ten_lines_of_javascript_run_a_flow_and_end(shared, tmp_path):
    modules = Path(os.environ["FLOWS_JS_MODULES"]) / "node_modules"
    (tmp_path / "node_modules").symlink_to(modules)
    program = tmp_path / "ten_lines.mjs"
    program.write_text((HERE / "js" / "ten_lines.mjs").read_text())
    flow = create(shared, smallest())
    done = run([NODE, program], env={**os.environ, "FLOW": flow,
                                     "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME": shared.url})
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert kinds(events) == ["nodeOutputTrace", "nodeInputTrace", "flowOutputEvent",
                             "flowCompletionEvent"], done.stderr
    assert events[-2]["flowOutputEvent"]["content"] == {"document": "hello"}
    assert events[-1]["flowCompletionEvent"] == {"completionReason": "SUCCESS"}
