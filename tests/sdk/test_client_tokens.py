"""A create call that is repeated with its token gets the first answer, also after a restart."""
import pytest
from botocore.exceptions import ClientError

from conftest import ROLE
from flow_shapes import smallest

TOKEN = {"clientToken": "a-token-of-at-least-thirty-three-characters"}


def calls(agent, flow, prompt):
    """Each create call that takes a token, and one with other parameters."""
    route = {"routingConfiguration": [{"flowVersion": "DRAFT"}]}
    return {
        agent.create_flow: ({"name": "new", "executionRoleArn": ROLE, "tags": {"a": "b"}},
                            {"name": "new", "executionRoleArn": ROLE}),
        agent.create_flow_version: ({"flowIdentifier": flow}, {"flowIdentifier": flow,
                                                               "description": "other"}),
        agent.create_flow_alias: ({"flowIdentifier": flow, "name": "new", **route},
                                  {"flowIdentifier": flow, "name": "other", **route}),
        agent.create_prompt: ({"name": "new"}, {"name": "other"}),
        agent.create_prompt_version: ({"promptIdentifier": prompt},
                                      {"promptIdentifier": prompt, "tags": {"a": "b"}})}


def without_metadata(answer):
    metadata = answer.pop("ResponseMetadata")
    return metadata["HTTPStatusCode"], answer


def test_every_create_call(start, tmp_path):
    flags = ("--db", tmp_path / "state.db")
    server = start(*flags)
    agent = server.agent
    flow = agent.create_flow(name="flow", executionRoleArn=ROLE, definition=smallest())["id"]
    agent.prepare_flow(flowIdentifier=flow)
    prompt = agent.create_prompt(name="prompt")["id"]
    first = [without_metadata(call(**same, **TOKEN))
             for call, (same, _) in calls(agent, flow, prompt).items()]
    assert {status for status, _ in first} == {201}

    def repeat(agent):
        for (call, (same, other)), answer in zip(calls(agent, flow, prompt).items(), first):
            assert without_metadata(call(**same, **TOKEN)) == answer
            with pytest.raises(ClientError) as refused:
                call(**other, **TOKEN)
            assert refused.value.response["Error"]["Code"] == "ConflictException"

    repeat(agent)
    server.kill()
    server = start(*flags)
    repeat(server.agent)
    agent = server.agent
    assert len(agent.list_flows()["flowSummaries"]) == len(agent.list_prompts()["promptSummaries"]) == 2
    assert len(agent.list_flow_versions(flowIdentifier=flow)["flowVersionSummaries"]) == 1
    assert len(agent.list_flow_aliases(flowIdentifier=flow)["flowAliasSummaries"]) == 2
    assert len(agent.list_prompts(promptIdentifier=prompt)["promptSummaries"]) == 2


def test_the_order_of_members_and_the_form_of_the_path_do_not_count(start):
    server = start("--in-memory")
    agent = server.agent

    def post(path, body):
        status, _, answer = server.call("POST", path, body)
        return status, answer

    token = '"clientToken":"a-token-of-at-least-thirty-three-characters"'
    role = f'"executionRoleArn":"{ROLE}"'
    first = post("/flows/", f'{{"name":"n",{role},"tags":{{"a":"1","b":"2"}},{token}}}')
    assert first[0] == 201
    assert post("/flows/", f'{{{token},{role},"tags":{{"b":"2","a":"1"}},"name":"n"}}') == first
    assert post("/flows/", f'{{{token},{role},"tags":{{"b":"1","a":"2"}},"name":"n"}}')[0] == 409
    flow = agent.list_flows()["flowSummaries"][0]
    route = '"routingConfiguration":[{"flowVersion":"DRAFT"}]'
    body = f'{{"name":"a",{route},{token}}}'
    first = post(f"/flows/{flow['id']}/aliases", body)
    assert first[0] == 201
    assert post(f"/flows/{flow['arn'].replace('/', '%2F')}/aliases", body) == first


def test_a_token_ends_with_what_it_created(start):
    server = start("--in-memory")
    agent = server.agent
    flow = agent.create_flow(name="new", executionRoleArn=ROLE, **TOKEN)
    agent.delete_flow(flowIdentifier=flow["id"])
    again = agent.create_flow(name="new", executionRoleArn=ROLE, **TOKEN)
    assert again["id"] != flow["id"]
    alias = {"flowIdentifier": again["id"], "name": "a",
             "routingConfiguration": [{"flowVersion": "DRAFT"}]}
    first = agent.create_flow_alias(**alias, **TOKEN)["id"]
    agent.delete_flow_alias(flowIdentifier=again["id"], aliasIdentifier=first)
    assert agent.create_flow_alias(**alias, **TOKEN)["id"] != first
    prompt = agent.create_prompt(name="new")["id"]
    assert agent.create_prompt_version(promptIdentifier=prompt, **TOKEN)["version"] == "1"
    agent.delete_prompt(promptIdentifier=prompt, promptVersion="1")
    assert agent.create_prompt_version(promptIdentifier=prompt, **TOKEN)["version"] == "2"
