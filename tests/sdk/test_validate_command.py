"""`bedrock-flows-local validate`, as a person, a script and a code-scanning page use it."""
import json
import re

import jsonschema
import pytest

from conftest import BINARY, ROOT
from flow_shapes import smallest
from waits import run

TRIAGE = "tests/offline/examples/triage.json"

# The parts of SARIF 2.1.0 that every reader needs.
SARIF = {
    "type": "object", "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "minItems": 1, "items": {
            "type": "object", "required": ["tool", "results", "invocations"],
            "properties": {
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "tool": {"type": "object", "required": ["driver"], "properties": {"driver": {
                    "type": "object", "required": ["name", "version", "rules"],
                    "properties": {"rules": {"type": "array", "uniqueItems": True, "items": {
                        "type": "object", "required": ["id", "shortDescription", "help"]}}}}}},
                "results": {"type": "array", "items": {
                    "type": "object",
                    "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
                    "properties": {
                        "level": {"enum": ["none", "note", "warning", "error"]},
                        "message": {"type": "object", "required": ["text"]},
                        "locations": {"type": "array", "minItems": 1, "items": {
                            "type": "object", "required": ["physicalLocation"],
                            "properties": {"physicalLocation": {
                                "type": "object", "required": ["artifactLocation", "region"],
                                "properties": {
                                    "artifactLocation": {
                                        "type": "object", "required": ["uri"],
                                        "properties": {"uri": {"pattern": "^[!-~]+$"}}},
                                    "region": {
                                        "type": "object", "required": ["startLine", "startColumn"],
                                        "additionalProperties": {"type": "integer", "minimum": 1},
                                    }}}}}}}}},
                "invocations": {"type": "array", "items": {
                    "type": "object", "required": ["executionSuccessful"]}},
            }}}}}


def validate(*arguments, cwd=ROOT):
    return run([BINARY, "validate", *arguments], cwd=cwd)


def broken():
    flow = smallest()
    flow["nodes"][1]["inputs"][0]["expression"] = "data"
    return flow


def test_the_readme_shows_what_is_printed():
    shown = re.search(r"\$ bedrock-flows-local (validate \S+)\n(.*?)```",
                      (ROOT / "README.md").read_text(), re.DOTALL)
    command, output = shown.groups()
    done = validate(*command.split()[1:])
    assert done.stdout == output
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("make, code", [(smallest, 0), (broken, 1)])
def test_exit_codes_say_whether_there_is_an_error(tmp_path, make, code):
    (tmp_path / "flow.json").write_text(json.dumps(make()))
    assert validate("flow.json", cwd=tmp_path).returncode == code


def test_what_cannot_be_read_is_told_beside_the_rest(tmp_path):
    (tmp_path / "broken.json").write_text(json.dumps(broken()))
    (tmp_path / "no.yaml").write_text("a: [")
    done = validate("none.json", "broken.json", "no.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "broken.json:1:" in done.stdout and "[MalformedNodeInputExpression]" in done.stdout
    assert "bedrock-flows-local: none.json: No such file" in done.stderr
    assert "bedrock-flows-local: no.yaml: line 1, column" in done.stderr


@pytest.mark.parametrize("content, code", [("{}", 2), ('{"nodes": {}}', 2), ("a: [", 2)])
def test_beside_exit_2_nothing_reads_like_success(tmp_path, content, code):
    (tmp_path / "x.yaml").write_text(content)
    for form in ("text", "json", "sarif"):
        done = validate("x.yaml", "--format", form, cwd=tmp_path)
        assert done.returncode == code
        assert not re.search(r"no errors|no warnings|0 flows|no flows", done.stdout + done.stderr)
    report = json.loads(validate("x.yaml", "--format", "json", cwd=tmp_path).stdout)
    assert report["failures"] == 1
    done = validate("x.yaml", ROOT / TRIAGE, cwd=tmp_path)
    assert done.stdout.endswith("1 file or resource could not be checked; 3 errors in 1 flow\n")


def test_a_definition_may_have_nodes_only():
    done = validate("tests/offline/examples/nodes_only.json")
    assert (done.returncode, done.stderr) == (1, "")
    assert "error: Input document of node Reply is not connected. [UnfulfilledNodeInput]" in (
        done.stdout)


def test_prompts_of_the_same_template_are_looked_up(tmp_path):
    example = ROOT / "tests/offline/examples/book_summary.json"
    done = validate(example)
    assert (done.returncode, done.stderr) == (1, "")
    assert "error: Node Summarise is missing the input author. [MissingNodeInput]" in done.stdout
    assert done.stdout.endswith("1 error, no warnings in 1 flow and 1 prompt\n")
    template = json.loads(example.read_text())
    flow = template["Resources"].pop("BookFlow")
    (tmp_path / "prompts.json").write_text(json.dumps(template))
    assert validate("prompts.json", cwd=tmp_path).stdout == "no errors, no warnings in 1 prompt\n"
    node = flow["Properties"]["Definition"]["Nodes"][1]
    resource = node["Configuration"]["Prompt"]["SourceConfiguration"]["Resource"]
    resource["PromptArn"] = {"Fn::ImportValue": "prompt"}
    (tmp_path / "flow.json").write_text(json.dumps({"Resources": {"BookFlow": flow}}))
    done = validate(".", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.startswith("bedrock-flows-local: note: ./flow.json: what depends on these "
                                  "is not judged, ")
    assert done.stderr.endswith(": prompt\n")
    template["Outputs"] = {"Prompt": {"Value": {"Ref": "SummaryPromptVersion"},
                                      "Export": {"Name": "prompt"}}}
    (tmp_path / "prompts.json").write_text(json.dumps(template))
    done = validate(".", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "Node Summarise is missing the input author." in done.stdout


def test_what_templates_of_cdk_always_have_is_one_line():
    done = validate("tests/offline/cdk.out")
    assert done.returncode == 0, done.stdout
    assert done.stderr.splitlines() == [
        "bedrock-flows-local: note: tests/offline/cdk.out/Letters.template.json: has no effect "
        "here: AWS::CDK::Metadata, AWS::IAM::Policy, AWS::IAM::Role, AWS::Lambda::Function, Rules; "
        "made up: FlowRole.Arn = arn:aws:iam::123456789012:role/FlowRole, Handler.Arn = "
        "arn:aws:lambda:us-east-1:123456789012:function:Handler"]


@pytest.mark.parametrize("arguments", [[], ["--format", "xml", TRIAGE], ["--colour", TRIAGE]])
def test_wrong_flags_are_refused(arguments):
    done = validate(*arguments)
    assert done.returncode == 2
    assert done.stderr != "" and done.stdout == ""


def test_json_says_everything_once():
    report = json.loads(validate(TRIAGE, "--format", "json").stdout)
    assert (report["errors"], report["warnings"]) == (3, 0)
    file, = report["files"]
    assert file["file"] == TRIAGE
    flow, = file["flows"]
    missing = flow["findings"][0]
    assert missing.pop("hint").startswith("Declare the input")
    assert missing == {
        "type": "MissingNodeInput", "origin": "AWS", "severity": "Error", "pointer": "/nodes/1", "line": 8,
        "column": 5, "message": "Node Summarise is missing the input reader.",
        "details": {"node": "Summarise", "input": "reader"}}


def test_json_names_flows_notes_and_failures(tmp_path):
    template = {"Resources": {"Mail": {"Type": "AWS::Bedrock::Flow", "Properties": {
        "Colour": "red", "DefinitionString": json.dumps(broken())}}}}
    (tmp_path / "t.template").write_text(json.dumps(template))
    (tmp_path / "x.json").write_text("{}")
    report = json.loads(validate("t.template", "x.json", "--format", "json", cwd=tmp_path).stdout)
    mail, other = report["files"]
    assert [flow["name"] for flow in mail["flows"]] == ["Mail"]
    assert mail["notes"] == ["Resources.Mail.Properties.Colour: is no known property of an "
                             "AWS::Bedrock::Flow and is left out"]
    assert other["failure"].startswith("x.json: holds no flow")


def test_sarif_is_what_code_scanning_reads(tmp_path):
    folder = tmp_path / "my flows"
    folder.mkdir()
    (folder / "a ü.json").write_text(json.dumps(broken(), indent=1))
    log = json.loads(validate("my flows", "none", "--format", "sarif", cwd=tmp_path).stdout)
    jsonschema.validate(log, SARIF)
    run, = log["runs"]
    result, = run["results"]
    rules = run["tool"]["driver"]["rules"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "MalformedNodeInputExpression"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20flows/a%20%C3%BC.json"
    lines = (folder / "a ü.json").read_text().splitlines()
    line = lines[place["region"]["startLine"] - 1]
    assert line[place["region"]["startColumn"] - 1:].startswith('"data"')
    assert run["invocations"][0]["executionSuccessful"] is False


def test_it_needs_neither_home_nor_network(tmp_path):
    done = run([BINARY, "validate", ROOT / TRIAGE], env={}, cwd=tmp_path)
    assert done.returncode == 1
    assert list(tmp_path.iterdir()) == []


def with_code(code):
    """A flow that is right, whose InlineCode node has this code and the input document."""
    flow = smallest()
    start, end = flow["nodes"]
    flow["nodes"].append({
        "name": "Fix", "type": "InlineCode",
        "configuration": {"inlineCode": {"code": code, "language": "Python_3"}},
        "inputs": [{"name": "document", "type": "String", "expression": "$.data"}],
        "outputs": [{"name": "response", "type": "String"}]})
    flow["connections"] = [
        {"name": f"{source}To{target}", "type": "Data", "source": source, "target": target,
         "configuration": {"data": {"sourceOutput": output, "targetInput": "document"}}}
        for source, output, target in ((start["name"], "document", "Fix"),
                                       ("Fix", "response", end["name"]))]
    return flow


@pytest.mark.parametrize("code, said", [
    ("document.upper()", None),
    ("def clean():\n    return document", "The code only defines functions"),
    ("def lambda_handler(event, context):\n    return event", "AWS calls no lambda_handler"),
    ("return document", "return stands outside of a function"),
    ("result = document", "The last line assigns result"),
    ("documnt", "The name documnt is neither an input of the node nor defined"),
    ("import requests\ndocument", "The module requests is not there"),
    ("import socket\ndocument", "the sandbox has no network"),
])
def test_code_is_warned_of_and_marked_as_not_from_aws(tmp_path, code, said):
    (tmp_path / "flow.json").write_text(json.dumps(with_code(code)))
    text = validate("flow.json", cwd=tmp_path)
    assert (text.returncode, text.stderr) == (0, "")
    report = json.loads(validate("flow.json", "--format", "json", cwd=tmp_path).stdout)
    findings = report["files"][0]["flows"][0]["findings"]
    assert [finding["origin"] for finding in findings] == ["local"] * (said is not None)
    assert report["errors"] == 0
    if said:
        assert re.search(rf": warning: Line \d of the code of Fix: .*{said}", text.stdout)
        assert "[InlineCodeCheck, not from AWS]" in text.stdout


def test_without_python_the_code_is_not_checked_and_that_is_said(tmp_path):
    (tmp_path / "flow.json").write_text(json.dumps(with_code("result = document")))
    done = run([BINARY, "validate", "flow.json"], env={"PATH": str(tmp_path)}, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "no errors, no warnings in 1 flow\n")
    assert ("warning: flow.json: the code of InlineCode nodes is not checked: python3 cannot be "
            "started") in done.stderr


def test_a_server_says_nothing_of_it(shared):
    answer = shared.agent.validate_flow_definition(definition=with_code("result = document"))
    assert answer["validations"] == []


def test_definitions_in_s3_are_read_from_a_folder(tmp_path):
    stack = tmp_path / "stack.yaml"
    stack.write_text("Resources:\n  F:\n    Type: AWS::Bedrock::Flow\n    Properties:\n"
                     "      Name: f\n      DefinitionS3Location: {Bucket: b, Key: f.json}\n")
    done = validate(stack)
    assert done.returncode == 0
    assert done.stderr.count("s3://b/f.json") == 1 and "--s3-root DIR" in done.stderr
    (tmp_path / "s3" / "b").mkdir(parents=True)
    (tmp_path / "s3" / "b" / "f.json").write_text(json.dumps(broken()))
    done = validate(stack, "--s3-root", tmp_path / "s3")
    assert (done.returncode, done.stderr) == (1, "")
    assert f"{stack}:6:29: error:" in done.stdout and "at /nodes/1/inputs/0" in done.stdout
    done = validate(stack, "--s3-root", tmp_path / "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"--s3-root {tmp_path / 'nowhere'}: No such file or directory" in done.stderr
