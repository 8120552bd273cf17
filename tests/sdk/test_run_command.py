"""`bedrock-flows-local run`: one flow, once, without a server."""
import json

import pytest

import waits
from conftest import BINARY, ROOT
from flow_shapes import create, invoke, smallest, two_prompts, without_what_varies


def run(*arguments, cwd=ROOT):
    done = waits.run([BINARY, "run", *arguments], cwd=cwd)
    return done, [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def flow(tmp_path):
    def write(definition, name="flow.json"):
        file = tmp_path / name
        file.write_text(json.dumps(definition))
        return file
    return write


def test_it_prints_what_invoke_flow_streams(flow, shared):
    file = flow(two_prompts())
    done, events = run(file, "--input", '"x"', "--trace")
    assert (done.returncode, done.stderr) == (0, "")
    streamed = list(invoke(shared, create(shared, two_prompts()), "x", trace=True))
    assert without_what_varies(events) == without_what_varies(streamed)


def test_the_input_may_stand_in_a_file_and_backends_too(flow, tmp_path):
    file = flow(two_prompts())
    (tmp_path / "input.json").write_text('"tea"')
    (tmp_path / "backends.json").write_text(json.dumps(
        {"models": [{"match": {"node": "Second"}, "respond": {"text": "said"}}]}))
    done, events = run(file, "--input", f"@{tmp_path / 'input.json'}",
                       "--backends", tmp_path / "backends.json")
    assert done.returncode == 0
    outputs = [event["flowOutputEvent"]["content"]["document"]
               for event in events if "flowOutputEvent" in event]
    assert outputs == ["one tea", "said"]
    done, events = run(file, "--input", '"tea"', "--strict")
    assert done.returncode == 1
    assert "No rule of the backends document" in events[-1]["dependencyFailedException"]["message"]


def test_a_flow_of_a_template_is_chosen_by_name(flow):
    file = flow({"Resources": {name: {"Type": "AWS::Bedrock::Flow", "Properties": {
        "DefinitionString": json.dumps(smallest())}} for name in ("One", "Two")}}, "t.json")
    assert run(file, "--input", '"x"', "--flow", "Two")[0].returncode == 0
    done, _ = run(file, "--input", '"x"')
    assert (done.returncode, done.stderr) == (
        2, f"bedrock-flows-local: {file} holds 2 flows: say which by --flow NAME: One, Two\n")
    done, _ = run(file, "--input", '"x"', "--flow", "Three")
    assert done.returncode == 2 and "no flow called Three, but these: One, Two" in done.stderr


def outputs(events):
    return [event["flowOutputEvent"]["content"]["document"]
            for event in events if "flowOutputEvent" in event]


@pytest.mark.parametrize("path", ["tests/offline/templates/example.yaml",
                                  "tests/offline/templates/example.json"])
def test_the_prompts_of_a_template_are_there(path):
    done, events = run(path, "--input", '"It burns."')
    assert (done.returncode, done.stderr) == (0, "")
    assert outputs(events) == ["Summarise this letter: It burns."]


def book(change=lambda template: None):
    template = json.loads((ROOT / "tests/offline/examples/book_summary.json").read_text())
    change(template)
    return template


def give_author(template):
    """Makes the flow of the example a good one: the title is the author too."""
    definition = template["Resources"]["BookFlow"]["Properties"]["Definition"]
    definition["Nodes"][1]["Inputs"].append(
        {"Name": "author", "Type": "String", "Expression": "$.data"})
    definition["Connections"].append(
        {"Name": "BookToAuthor", "Type": "Data", "Source": "Book", "Target": "Summarise",
         "Configuration": {"Data": {"SourceOutput": "document", "TargetInput": "author"}}})


def test_a_prompt_of_the_template_is_rendered_or_its_missing_input_named(flow):
    done, events = run(flow(book()), "--input", '"Emma"')
    assert (done.returncode, events) == (2, [])
    assert "error: Node Summarise is missing the input author. [MissingNodeInput]" in done.stderr
    done, events = run(flow(book(give_author)), "--input", '"Emma"')
    assert (done.returncode, done.stderr) == (0, "")
    assert outputs(events) == ["Sum up Emma by Emma."]


def test_a_folder_has_the_flows_and_prompts_of_its_files(tmp_path):
    template = book(give_author)
    flow_template = {"Resources": {"BookFlow": template["Resources"].pop("BookFlow")}}
    prompt = template["Resources"]["SummaryPrompt"]
    prompt["Metadata"] = {"FlowsLocal": {"Id": "BOOKPROMPT"}}
    node = flow_template["Resources"]["BookFlow"]["Properties"]["Definition"]["Nodes"][1]
    node["Configuration"]["Prompt"]["SourceConfiguration"]["Resource"]["PromptArn"] = {
        "Fn::Sub": "arn:aws:bedrock:${AWS::Region}:${AWS::AccountId}:prompt/BOOKPROMPT:1"}
    (tmp_path / "flow.template.json").write_text(json.dumps(flow_template))
    (tmp_path / "prompts.template.json").write_text(json.dumps(template))
    (tmp_path / "manifest.json").write_text('{"version": "36.0.0", "artifacts": {}}')
    (tmp_path / f"asset.{64 * 'a'}").mkdir()
    (tmp_path / f"asset.{64 * 'a'}" / "tsconfig.json").write_text("{ // no JSON")
    done, events = run(tmp_path, "--input", '"Emma"', "--flow", "books")
    assert (done.returncode, done.stderr) == (0, "")
    assert outputs(events) == ["Sum up Emma by Emma."]
    done, events = run(tmp_path / "flow.template.json", "--input", '"Emma"')
    assert done.returncode == 1
    assert "is no prompt of this account and region" in events[-1][
        "dependencyFailedException"]["message"]
    assert "is not judged, since only AWS or the creator of the stack knows" in done.stderr


def test_a_flow_runs_beside_one_that_cannot_be_read(flow):
    def add_broken(template):
        give_author(template)
        template["Resources"]["Other"] = {"Type": "AWS::Bedrock::Flow", "Properties": {
            "Name": {"Ref": "Nobody"}}}
    done, events = run(flow(book(add_broken)), "--input", '"Emma"')
    assert (done.returncode, done.stderr, outputs(events)) == (0, "", ["Sum up Emma by Emma."])


def test_values_that_nobody_knows_do_not_keep_a_flow_from_running(flow):
    def leave_out_values(template):
        give_author(template)
        template["Parameters"] = {"Role": {"Type": "String"}, "Model": {"Type": "String"}}
        properties = template["Resources"]["BookFlow"]["Properties"]
        properties["ExecutionRoleArn"] = {"Ref": "Role"}
        variant, = template["Resources"]["SummaryPrompt"]["Properties"]["Variants"]
        variant["ModelId"] = {"Ref": "Model"}
    done, events = run(flow(book(leave_out_values)), "--input", '"Emma"', "--trace")
    assert (done.returncode, done.stderr, outputs(events)) == (0, "", ["Sum up Emma by Emma."])


def test_a_text_without_quotes_gets_a_hint(flow):
    done, _ = run(flow(smallest()), "--input", "refund")
    assert done.returncode == 2 and done.stderr.endswith("""--input '"refund"'\n""")


def test_a_failing_flow_ends_with_its_exception(flow):
    done, events = run(flow(smallest()), "--input", "5")
    assert done.returncode == 1
    assert events == [{"validationException": {
        "message": "Expected type for Node Output document of Node Start to be STRING. "
                   "Actual type is NUMBER."}}]


@pytest.mark.parametrize("arguments, says", [
    (["--input", "hello"], "The text of --input is not valid JSON"),
    (["--input", "@none.json"], "none.json: "),
    (["--input", '"x"', "--backends", "none.json"], "none.json: "),
    ([], "--input is required")])
def test_bad_input_says_what_is_wrong(flow, arguments, says):
    done, events = run(flow(smallest()), *arguments)
    assert (done.returncode, events) == (2, [])
    assert says in done.stderr


def test_a_broken_definition_is_shown_like_validate_does():
    done, _ = run("tests/offline/examples/triage.json", "--input", '"x"')
    assert done.returncode == 2
    assert "triage.json:8:5: error: Node Summarise is missing the input reader." in done.stderr


@pytest.fixture
def asking(flow, tmp_path):
    golden = json.loads((ROOT / "tests/golden/flows/conversation_of_many_turns.json").read_text())
    backends = tmp_path / "backends.json"
    backends.write_text(json.dumps(golden["backends"]))
    return flow(golden["definition"]), "--input", '"Travel"', "--backends", backends


def questions(events):
    return [event["flowMultiTurnInputRequestEvent"]["content"]["document"]
            for event in events if "flowMultiTurnInputRequestEvent" in event]


def test_answers_go_to_agents_that_ask(asking):
    done, events = run(*asking, "--answer", "Paris", "--answer", "Monday", "--answer", "Yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert questions(events) == ["Which city?", "Which day?", "By train?"]
    assert [event["flowCompletionEvent"]["completionReason"] for event in events
            if "flowCompletionEvent" in event] == ["INPUT_REQUIRED"] * 3 + ["SUCCESS"]
    assert events[-2]["flowOutputEvent"]["content"]["document"] == "Booked."


def test_without_an_answer_it_says_so(asking):
    done, events = run(*asking, "--answer", "Paris")
    assert (done.returncode, done.stderr) == (
        1, "bedrock-flows-local: the flow waits for an answer; give one with --answer\n")
    assert questions(events) == ["Which city?", "Which day?"]


def test_a_definition_in_s3_runs_from_a_folder(tmp_path):
    stack = tmp_path / "stack.yaml"
    stack.write_text("Resources:\n  F:\n    Type: AWS::Bedrock::Flow\n    Properties:\n"
                     "      Name: f\n      DefinitionS3Location: {Bucket: b, Key: f.json}\n")
    (tmp_path / "s3" / "b").mkdir(parents=True)
    (tmp_path / "s3" / "b" / "f.json").write_text(json.dumps(smallest()))
    done, events = run(stack, "--input", '"tea"', "--s3-root", tmp_path / "s3")
    assert (done.returncode, done.stderr) == (0, "")
    assert events[0]["flowOutputEvent"]["content"]["document"] == "tea"
    done, events = run(stack, "--input", '"tea"')
    assert (done.returncode, events) == (2, [])
    assert "with --s3-root DIR, s3://b/f.json is read from DIR/b/f.json" in done.stderr


def test_a_prompt_whose_text_is_in_s3_is_used_from_a_folder(tmp_path):
    stack = tmp_path / "stack.json"
    definition = two_prompts()
    first = definition["nodes"][1]["configuration"]["prompt"]
    first["sourceConfiguration"] = {"resource": {"promptArn": {"Fn::GetAtt": ["P", "Arn"]}}}

    def capital(value):
        if isinstance(value, list):
            return list(map(capital, value))
        if not isinstance(value, dict):
            return value
        return {name if name.startswith("Fn::") else name[0].upper() + name[1:]: capital(member)
                for name, member in value.items()}
    location = {"Bucket": "b", "Key": "text"}
    template = {"text": {"inputVariables": [{"name": "text"}], "textS3Location": location}}
    variant = {"name": "v", "modelId": "m", "templateType": "TEXT",
               "templateConfiguration": template}
    stack.write_text(json.dumps({"Resources": {
        "F": {"Type": "AWS::Bedrock::Flow",
              "Properties": {"Name": "f", "Definition": capital(definition)}},
        "P": {"Type": "AWS::Bedrock::Prompt",
              "Properties": {"Name": "p", "DefaultVariant": "v", "Variants": [capital(variant)]}},
    }}))
    done, events = run(stack, "--input", '"tea"')
    assert (done.returncode, events) == (2, [])
    assert "the prompt p cannot be used: nothing is fetched from S3" in done.stderr
    (tmp_path / "s3" / "b").mkdir(parents=True)
    (tmp_path / "s3" / "b" / "text").write_text("from a file: {{text}}")
    done, events = run(stack, "--input", '"tea"', "--s3-root", tmp_path / "s3")
    assert (done.returncode, done.stderr) == (0, "")
    assert events[0]["flowOutputEvent"]["content"]["document"] == "from a file: tea"
