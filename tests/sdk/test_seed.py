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


def log_of(*flags):
    """What a server logs until it is ready."""
    process = subprocess.Popen([BINARY, "--port", "0", *flags], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    first_line(process)
    process.terminate()
    return process.communicate(timeout=WAIT_MAX)[1]


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
    assert again["asked"]["id"] == rows["asked"]["id"]
    assert again["asked"]["createdAt"] > rows["asked"]["createdAt"]
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


def test_what_the_api_refuses_is_named_and_the_others_are_there(start, tmp_path):
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.json").write_text(json.dumps({"name": "good", "executionRoleArn": ROLE}))
    (seeds / "c.json").write_text(json.dumps({"name": "two  spaces", "executionRoleArn": ROLE}))
    log = log_of("--in-memory", "--seed", seeds)
    assert f"{seeds / 'c.json'}:1:1: is not created: 1 validation error" in log
    assert names(start("--in-memory", "--seed", seeds)) == (["good"], [])


def test_a_version_of_a_flow_that_cannot_be_prepared_costs_only_itself(start, tmp_path):
    seed = tmp_path / "t.json"
    broken = {**smallest(), "connections": []}
    seed.write_text(json.dumps({"Resources": {
        "F": {"Type": "AWS::Bedrock::Flow", "Properties": {
            "Name": "broken", "ExecutionRoleArn": ROLE, "DefinitionString": json.dumps(broken)}},
        "V": {"Type": "AWS::Bedrock::FlowVersion", "Properties": {"FlowArn": {"Ref": "F"}}},
        "G": {"Type": "AWS::Bedrock::Flow", "Properties": {
            "Name": "whole", "ExecutionRoleArn": ROLE, "DefinitionString": json.dumps(smallest())}},
    }}, indent=1))
    log = log_of("--in-memory", "--seed", seed)
    assert f"{seed}:3:" in log
    assert ": F: the flow broken is created, but could not be prepared: " in log
    assert ": V: is not created: Couldn't perform CreateFlowVersion" in log and "\\" not in log
    assert names(start("--in-memory", "--seed", seed)) == (["broken", "whole"], [])


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
    log = log_of("--in-memory", "--seed", seed)
    assert "has no effect here: AWS::S3::Bucket" in log
    assert "Resources.P.Properties.Colour: is no known property" in log


def ids(server):
    agent = server.agent
    flows = {row["name"]: row["id"] for row in agent.list_flows()["flowSummaries"]}
    aliases = {row["name"]: row["id"] for flow in flows.values() for row in
               agent.list_flow_aliases(flowIdentifier=flow)["flowAliasSummaries"]}
    prompts = {row["name"]: row["id"] for row in agent.list_prompts()["promptSummaries"]}
    return flows, aliases, prompts


def test_seeds_have_the_same_ids_at_each_start(start, folder):
    flags = ("--in-memory", "--seed", EXAMPLE, "--seed", folder)
    server = start(*flags)
    first = ids(server)
    assert sorted(first[0]) == ["asked", "empty", "letters-test", "plain"]
    assert start_again(server, start, flags) and ids(start(*flags)) == first
    elsewhere = start(*flags, "--account", "210987654321")
    agent = elsewhere.client("bedrock-agent", access_key="210987654321")
    others = {row["name"]: row["id"] for row in agent.list_flows()["flowSummaries"]}
    assert not set(others.values()) & set(first[0].values())


def with_ids(tmp_path, flow="LETTERFLOW", prompt="THEPROMPT1", alias="LIVEALIAS1"):
    file = tmp_path / "ids.json"
    template = json.loads(EXAMPLE.with_suffix(".json").read_text())
    for resource, given in (("LetterFlow", flow), ("SummaryPrompt", prompt), ("LiveAlias", alias)):
        template["Resources"][resource]["Metadata"] = {"FlowsLocal": {"Id": given}}
    file.write_text(json.dumps(template))
    return file


def test_a_template_may_give_the_ids(start, tmp_path):
    server = start("--in-memory", "--seed", with_ids(tmp_path))
    for _ in range(2):
        flows, aliases, prompts = ids(server)
        assert (flows, prompts) == ({"letters-test": "LETTERFLOW"}, {"summary-test": "THEPROMPT1"})
        assert aliases["live"] == "LIVEALIAS1"
        server.local("POST", "reset?seed=1", expected=204)
    events = server.runtime.invoke_flow(
        flowIdentifier="LETTERFLOW", flowAliasIdentifier="LIVEALIAS1",
        inputs=[{"nodeName": "Letter", "nodeOutputName": "document",
                 "content": {"document": "Hello"}}])["responseStream"]
    assert "flowCompletionEvent" in list(events)[-1]


@pytest.mark.parametrize("given, message", [
    ({"flow": "letters"}, 'Resources.LetterFlow.Metadata.FlowsLocal.Id: "letters" is no ID: an '
                          "ID is ten letters and digits"),
    ({"alias": "TSTALIASID"}, "TSTALIASID is the ID of the test alias")])
def test_an_id_that_cannot_be_stops_the_start(tmp_path, given, message):
    done = run([BINARY, "--port", "0", "--in-memory", "--seed", with_ids(tmp_path, **given)])
    assert done.returncode == 1 and done.stdout == ""
    assert message in done.stderr


def test_an_id_that_another_flow_has_stops_the_start(start, tmp_path):
    flags = ("--db", tmp_path / "state.db", "--seed", with_ids(tmp_path))
    server = start(*flags)
    server.agent.update_flow(flowIdentifier="LETTERFLOW", name="renamed", executionRoleArn=ROLE)
    server.stop()
    done = run([BINARY, "--port", "0", *flags])
    assert done.returncode == 1 and done.stdout == ""
    assert ("the flow letters-test must get the ID LETTERFLOW, which the flow renamed has already: "
            "rename renamed to letters-test, delete it, or give another ID") in done.stderr
    server = start("--db", tmp_path / "state.db")
    assert ids(server)[0] == {"renamed": "LETTERFLOW"}


def test_a_renamed_flow_or_prompt_does_not_stop_the_next_start(start, tmp_path):
    flags = ("--db", tmp_path / "state.db", "--seed", EXAMPLE)
    server = start(*flags)
    flows, _, prompts = ids(server)
    server.agent.update_flow(flowIdentifier=flows["letters-test"], name="Renamed",
                             executionRoleArn=ROLE)
    server.agent.update_prompt(promptIdentifier=prompts["summary-test"], name="RenamedPrompt")
    server.stop()
    log = log_of(*flags)
    assert log.count("gets a random ID") == 2
    server = start(*flags)
    flows_now, _, prompts_now = ids(server)
    assert flows_now["Renamed"] == flows["letters-test"] != flows_now["letters-test"]
    assert prompts_now["RenamedPrompt"] == prompts["summary-test"] != prompts_now["summary-test"]
    assert flows_now["letters-test"] in log and prompts_now["summary-test"] in log


def test_an_import_is_what_is_there(start, tmp_path):
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    prompt = {"Type": "AWS::Bedrock::Prompt", "Properties": {"Name": "P1"}}
    (seeds / "a.json").write_text(json.dumps({
        "Resources": {"P": prompt},
        "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["P", "Arn"]}, "Export": {"Name": "P1Arn"}}}}))
    (seeds / "b.json").write_text(json.dumps({"Resources": {"P": {**prompt, "Properties": {
        "Name": "P2", "Description": {"Fn::ImportValue": "P1Arn"}}}}}))
    server = start("--db", tmp_path / "state.db")
    arn = server.agent.create_prompt(name="P1")["arn"]
    server = start_again(server, start, ("--db", tmp_path / "state.db", "--seed", seeds))
    described = {row["name"]: row.get("description")
                 for row in server.agent.list_prompts()["promptSummaries"]}
    assert described == {"P1": None, "P2": arn}


def test_a_flow_that_has_another_id_than_the_given_one_is_named(start, tmp_path):
    start("--db", tmp_path / "state.db", "--seed", EXAMPLE).stop()
    log = log_of("--db", tmp_path / "state.db", "--seed", with_ids(tmp_path))
    assert "a seeded resource exists already with another ID" in log and "LETTERFLOW" in log


def test_the_log_tells_the_ids(tmp_path):
    log = log_of("--in-memory", "--seed", with_ids(tmp_path))
    for given in ("LETTERFLOW", "THEPROMPT1", "LIVEALIAS1"):
        assert given in log


def test_a_flow_that_cannot_be_created_is_named_and_the_others_are_there(tmp_path):
    template = json.loads(EXAMPLE.with_suffix(".json").read_text())
    template["Parameters"]["Unknown"] = {"Type": "String"}
    template["Resources"]["Other"] = {"Type": "AWS::Bedrock::Flow", "Properties": {
        "Name": {"Ref": "Unknown"}, "ExecutionRoleArn": {"Ref": "Unknown"}}}
    template["Resources"]["LetterFlow"]["Properties"]["ExecutionRoleArn"] = {"Ref": "Unknown"}
    file = tmp_path / "t.json"
    file.write_text(json.dumps(template))
    log = log_of("--in-memory", "--seed", file)
    assert "Other is not created: Resources.Other.Properties.Name.Ref: the parameter Unknown" in log
    assert "letters-test" in log


def test_a_template_sees_a_created_flow_prepared(start, tmp_path):
    file = tmp_path / "t.json"
    file.write_text(json.dumps({"Resources": {
        "One": {"Type": "AWS::Bedrock::Flow", "Properties": {
            "Name": "one", "ExecutionRoleArn": ROLE, "DefinitionString": json.dumps(smallest())}},
        "Two": {"Type": "AWS::Bedrock::Flow", "Properties": {
            "Name": "two", "ExecutionRoleArn": ROLE,
            "Description": {"Fn::GetAtt": ["One", "Status"]}}}}}))
    server = start("--in-memory", "--seed", file)
    rows = {row["name"]: row for row in server.agent.list_flows()["flowSummaries"]}
    assert rows["two"]["description"] == "Prepared"


def test_the_prompt_of_the_template_decides_how_its_flow_is_prepared(start):
    server = start("--in-memory", "--seed",
                   EXAMPLE.parents[1] / "examples" / "book_summary.json")
    row, = server.agent.list_flows()["flowSummaries"]
    flow = server.agent.get_flow(flowIdentifier=row["id"])
    assert flow["status"] == "Failed"
    assert [finding["details"] for finding in flow["validations"]] == [
        {"missingNodeInput": {"node": "Summarise", "input": "author"}}]


def test_the_output_of_cdk_is_a_seed(start):
    server = start("--in-memory", "--seed", EXAMPLE.parents[1] / "cdk.out")
    assert names(server) == (["letters"], ["summary"])
    row, = server.agent.list_flows()["flowSummaries"]
    assert row["status"] == "Prepared"


def test_a_definition_may_have_nodes_only(start):
    server = start("--in-memory", "--seed", EXAMPLE.parents[1] / "examples" / "nodes_only.json")
    assert names(server) == (["nodes_only"], [])


@pytest.mark.parametrize("flag", [True, False])
def test_definitions_in_s3_are_created_from_a_folder(start, tmp_path, monkeypatch, flag):
    seed = tmp_path / "stack.yaml"
    seed.write_text("Resources:\n  F:\n    Type: AWS::Bedrock::Flow\n    Properties:\n"
                    f"      Name: f\n      ExecutionRoleArn: {ROLE}\n"
                    "      DefinitionS3Location: {Bucket: b, Key: f.json}\n"
                    "  P:\n    Type: AWS::Bedrock::Prompt\n    Properties: {Name: p}\n")
    log = log_of("--in-memory", "--seed", seed)
    assert "F is not created" in log and log.count("with --s3-root DIR, s3://b/f.json is read") == 1
    (tmp_path / "s3" / "b").mkdir(parents=True)
    (tmp_path / "s3" / "b" / "f.json").write_text(json.dumps(smallest()))
    if not flag:
        monkeypatch.setenv("FLOWS_LOCAL_S3_ROOT", str(tmp_path / "s3"))
    flags = ["--s3-root", tmp_path / "s3"] if flag else []
    agent = start("--in-memory", "--seed", seed, *flags).agent
    [flow] = agent.list_flows()["flowSummaries"]
    assert agent.get_flow(flowIdentifier=flow["id"])["definition"] == smallest()
