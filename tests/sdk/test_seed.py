"""Flows and prompts that are there before the server is ready."""
import json
import subprocess
from pathlib import Path

import pytest

from conftest import BINARY, ROLE
from flow_shapes import invoke, smallest
from waits import WAIT_MAX, first_line, run

EXAMPLE = Path(__file__).parents[1] / "offline" / "templates" / "example.yaml"


def names(server):
    agent = server.agent
    return (sorted(row["name"] for row in agent.list_flows()["flowSummaries"]),
            sorted(row["name"] for row in agent.list_prompts()["promptSummaries"]))


def test_a_template_is_created_as_cloudformation_would(start):
    server = start("--in-memory", "--seed", EXAMPLE, "--account", "210987654321",
                   "--region", "eu-west-1")
    agent = server.client("bedrock-agent", region="eu-west-1", access_key="210987654321")
    row, = agent.list_flows()["flowSummaries"]
    assert (row["name"], row["status"]) == ("letters-test", "Prepared")
    assert row["arn"].startswith("arn:aws:bedrock:eu-west-1:210987654321:flow/")
    flow = agent.get_flow(flowIdentifier=row["id"])
    assert flow["executionRoleArn"] == "arn:aws:iam::210987654321:role/FlowRole"
    prompt, = agent.list_prompts()["promptSummaries"]
    node = next(node for node in flow["definition"]["nodes"] if node["name"] == "Summarise")
    assert node["configuration"]["prompt"]["sourceConfiguration"]["resource"] == {
        "promptArn": prompt["arn"] + ":1"}
    version = agent.get_prompt(promptIdentifier=prompt["arn"] + ":1")
    assert version["variants"][0]["inferenceConfiguration"]["text"]["maxTokens"] == 200
    live, test = agent.list_flow_aliases(flowIdentifier=row["id"])["flowAliasSummaries"]
    assert (live["name"], live["routingConfiguration"]) == ("live", [{"flowVersion": "1"}])
    tags = [agent.list_tags_for_resource(resourceArn=arn)["tags"]
            for arn in (row["arn"], live["arn"], test["arn"])]
    assert tags == [{"stage": "test"}, {"stage": "test"}, {"purpose": "trial"}]
    assert server.agent.list_flows()["flowSummaries"] == []


@pytest.fixture
def folder(tmp_path):
    """Each kind of file but a template, in a folder within a folder."""
    flows = tmp_path / "seeds" / "flows"
    flows.mkdir(parents=True)
    (flows / "plain.json").write_text(json.dumps(smallest()))
    (flows / "request.json").write_text(json.dumps(
        {"name": "asked", "executionRoleArn": ROLE, "definition": smallest(), "tags": {"a": "b"}}))
    (flows / "broken.yaml").write_text("name: empty\nexecutionRoleArn: " + ROLE + "\n")
    (tmp_path / "seeds" / "prompt.yaml").write_text(
        "name: greet\nvariants:\n- {name: v, templateType: TEXT, templateConfiguration:"
        " {text: {text: 'Hi'}}}\n")
    return tmp_path / "seeds"


def test_files_of_every_kind_are_ready_to_run(start, folder):
    server = start("--in-memory", "--seed", folder / "flows",
                   env={"FLOWS_LOCAL_SEED": "/nowhere: the flag wins"})
    assert names(server) == (["asked", "empty", "plain"], [])
    flows = {row["name"]: row for row in server.agent.list_flows()["flowSummaries"]}
    assert [flows[name]["status"] for name in ("asked", "empty", "plain")] == [
        "Prepared", "Failed", "Prepared"]
    events = list(invoke(server, flows["plain"]["id"], "hello"))
    assert events[0]["flowOutputEvent"]["content"]["document"] == "hello"


def test_the_environment_may_name_several(start, folder):
    server = start("--in-memory", env={
        "FLOWS_LOCAL_SEED": f"{folder / 'prompt.yaml'},{folder / 'flows' / 'plain.json'}"})
    assert names(server) == (["plain"], ["greet"])


def test_what_is_there_is_left_alone_and_a_reset_brings_the_rest_back(start, folder, tmp_path):
    flags = ("--db", tmp_path / "state.db", "--seed", folder, "--seed", EXAMPLE)
    server = start(*flags)
    before = names(server)
    agent = server.agent
    rows = {row["name"]: row for row in agent.list_flows()["flowSummaries"]}
    agent.update_flow(flowIdentifier=rows["plain"]["id"], name="plain", executionRoleArn=ROLE,
                      description="mine")
    agent.delete_flow(flowIdentifier=rows["asked"]["id"])
    server.stop()
    server = start(*flags)
    assert names(server) == before
    again = {row["name"]: row for row in server.agent.list_flows()["flowSummaries"]}
    assert again["plain"] == {**rows["plain"], "description": "mine", "status": "NotPrepared",
                              "updatedAt": again["plain"]["updatedAt"]}
    assert again["asked"]["id"] != rows["asked"]["id"]
    assert again["letters-test"] == rows["letters-test"]
    flow = rows["letters-test"]["id"]
    versions = server.agent.list_flow_versions(flowIdentifier=flow)["flowVersionSummaries"]
    assert [version["version"] for version in versions] == ["1"]
    server.local("POST", "reset?seed=1", expected=204)
    assert names(server) == before
    server.local("POST", "reset", expected=204)
    assert names(server) == ([], [])


def start_again(server, start, flags):
    server.stop()
    return start(*flags)


def test_a_flow_that_is_there_keeps_what_its_user_made_of_it(start, tmp_path):
    flags = ("--db", tmp_path / "state.db", "--seed", EXAMPLE)
    server = start(*flags)
    flow = server.agent.list_flows()["flowSummaries"][0]
    this = {"flowIdentifier": flow["id"]}
    alias = server.agent.list_flow_aliases(**this)["flowAliasSummaries"][0]["id"]
    test_alias = f"{flow['arn']}/alias/TSTALIASID"
    server.agent.tag_resource(resourceArn=test_alias, tags={"purpose": "mine"})
    server.agent.update_flow(**this, name=flow["name"], executionRoleArn=ROLE)
    server.agent.delete_flow_version(**this, flowVersion="1", skipResourceInUseCheck=True)
    for _ in range(3):
        server = start_again(server, start, flags)
        assert server.agent.list_flow_versions(**this)["flowVersionSummaries"] == []
        tags = server.agent.list_tags_for_resource(resourceArn=test_alias)["tags"]
        assert tags == {"purpose": "mine"}
    server.agent.delete_flow_alias(**this, aliasIdentifier=alias)
    prompt = server.agent.list_prompts()["promptSummaries"][0]["id"]
    server.agent.delete_prompt(promptIdentifier=prompt, promptVersion="1")
    server = start_again(server, start, flags)
    assert len(server.agent.list_flow_aliases(**this)["flowAliasSummaries"]) == 1
    assert server.agent.get_flow(**this)["status"] == "NotPrepared"


def test_a_seed_that_fails_leaves_nothing_new(start, tmp_path):
    seeds, db = tmp_path / "seeds", tmp_path / "state.db"
    seeds.mkdir()
    (seeds / "a.json").write_text(json.dumps({"name": "good", "executionRoleArn": ROLE}))
    (seeds / "b.json").write_text(json.dumps({"name": "greet", "variants": []}))
    (seeds / "c.json").write_text(json.dumps({"name": "two  spaces", "executionRoleArn": ROLE}))
    done = run([BINARY, "--port", "0", "--db", db, "--seed", seeds])
    assert done.returncode == 1 and f"{seeds / 'c.json'}: 1 validation error" in done.stderr
    assert names(start("--db", db)) == ([], [])


@pytest.mark.parametrize("text, message", [
    ('{"name": 5, "definition": {}}', "'name' must be a string"),
    ('{"name": null, "definition": {}}', "at 'name'"),
    ('{"Resources": {"F": {"Type": "AWS::Bedrock::Flow", "Properties": {}}}}', "seed.json: F: "),
    ('{"Resources": {"P": {"Type": "AWS::Bedrock::Prompt"}}}', "seed.json: P: "),
    ('{"Resources": {"V": {"Type": "AWS::Bedrock::FlowVersion"}}}', "at 'flowIdentifier'"),
    ('{"Resources": {"V": {"Type": "AWS::Bedrock::PromptVersion", "Properties": {"PromptArn":'
     ' ["x"]}}}}', "'promptIdentifier' must be a string"),
    ('{"Resources": {"A": {"Type": "AWS::Bedrock::FlowAlias", "Properties": {"FlowArn":'
     ' "ABCDEFGHIJ"}}}}', "at 'name'")])
def test_a_seed_with_a_wrong_member_names_it(tmp_path, text, message):
    seed = tmp_path / "seed.json"
    seed.write_text(text)
    done = run([BINARY, "--port", "0", "--in-memory", "--seed", seed])
    assert done.returncode == 1 and done.stdout == ""
    assert message in done.stderr and str(seed) in done.stderr


@pytest.mark.parametrize("text, message", [
    ('{"nodes": [}', "line 1, column 12"),
    ('{"nothing": "known"}', "seed.json"),
    ('{"Resources": {"A": {"Type": "AWS::Bedrock::FlowVersion", "Properties": {"FlowArn":'
     ' {"Ref": "B"}}}}}', "Resources.A.Properties.FlowArn"),
])
def test_a_seed_that_cannot_be_read_stops_the_start_and_changes_nothing(tmp_path, text, message):
    seed, db = tmp_path / "seed.json", tmp_path / "state.db"
    seed.write_text(text)
    done = run([BINARY, "--port", "0", "--db", db, "--seed", seed])
    assert done.returncode == 1 and done.stdout == ""
    assert message in done.stderr and str(seed) in done.stderr
    assert not db.exists()


def test_a_seed_that_the_api_refuses_stops_the_start(tmp_path):
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps({"name": "two  spaces", "executionRoleArn": ROLE}))
    done = run([BINARY, "--port", "0", "--in-memory", "--seed", seed])
    assert done.returncode == 1 and done.stdout == ""
    assert f"{seed}: 1 validation error detected: Value 'two  spaces' at 'name'" in done.stderr


def test_what_a_template_holds_and_nobody_knows_is_a_warning(tmp_path):
    seed = tmp_path / "app.yaml"
    seed.write_text("Resources:\n  Store: {Type: 'AWS::S3::Bucket'}\n  P:\n"
                    "    Type: AWS::Bedrock::Prompt\n    Properties: {Name: p, Colour: red}\n")
    process = subprocess.Popen([BINARY, "--port", "0", "--in-memory", "--seed", seed],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    first_line(process)
    process.terminate()
    _, log = process.communicate(timeout=WAIT_MAX)
    assert "Resources.Store: resources of type AWS::S3::Bucket are not created here" in log
    assert "Resources.P.Properties.Colour: is no known property" in log
