"""Callers of two accounts and two regions at once, and 64 clients that all write."""
import json
import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from conftest import ROLE
from flow_shapes import smallest
from waits import WAIT_MAX, http_connection

CLIENTS, TURNS = 64, 12


def at_once(work, items):
    """What `work` makes of each item, every one of them in a thread of its own."""
    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(work, items))


def test_accounts_and_regions_see_only_their_own(start, tmp_path):
    flags = ("--db", tmp_path / "state.db")
    server = start(*flags)
    callers = [(account, region) for account in ("111111111111", "222222222222")
               for region in ("us-east-1", "eu-west-1")]
    agents = {caller: server.client("bedrock-agent", access_key=caller[0], region=caller[1])
              for caller in callers}
    made = {}

    def fill(caller):
        agent = agents[caller]
        # The same names, tokens and contents for everybody: nothing of them may meet.
        flow = agent.create_flow(name="same", executionRoleArn=ROLE, definition=smallest(),
                                 clientToken="same-token-for-every-caller-of-this-server",
                                 tags={"owner": caller[0]})
        agent.prepare_flow(flowIdentifier=flow["id"])
        agent.create_flow_version(flowIdentifier=flow["id"])
        alias = agent.create_flow_alias(flowIdentifier=flow["id"], name="same",
                                        routingConfiguration=[{"flowVersion": "1"}])
        made[caller] = flow, alias, agent.create_prompt(name="same")

    at_once(fill, callers)
    assert len({flow["id"] for flow, _, _ in made.values()}) == len(callers)

    def look():
        for caller, (flow, alias, prompt) in made.items():
            account, region = caller
            agent = server.client("bedrock-agent", access_key=account, region=region)
            assert flow["arn"] == f"arn:aws:bedrock:{region}:{account}:flow/{flow['id']}"
            assert alias["arn"] == f"{flow['arn']}/alias/{alias['id']}"
            assert prompt["arn"] == f"arn:aws:bedrock:{region}:{account}:prompt/{prompt['id']}"
            assert [row["id"] for row in agent.list_flows()["flowSummaries"]] == [flow["id"]]
            assert [row["id"] for row in agent.list_prompts()["promptSummaries"]] == [prompt["id"]]
            assert agent.list_tags_for_resource(resourceArn=flow["arn"])["tags"] == {"owner": account}
            for other, (their_flow, their_alias, their_prompt) in made.items():
                if other == caller:
                    continue
                for call in (
                        lambda: agent.get_flow(flowIdentifier=their_flow["id"]),
                        lambda: agent.list_flow_versions(flowIdentifier=their_flow["id"]),
                        lambda: agent.get_flow_alias(flowIdentifier=flow["id"],
                                                     aliasIdentifier=their_alias["id"]),
                        lambda: agent.get_prompt(promptIdentifier=their_prompt["id"]),
                        lambda: agent.delete_flow(flowIdentifier=their_flow["id"],
                                                  skipResourceInUseCheck=True),
                        lambda: agent.delete_prompt(promptIdentifier=their_prompt["id"])):
                    with pytest.raises(ClientError) as refused:
                        call()
                    assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"

    look()
    server.stop()
    server = start(*flags)
    look()


class Client:
    """One keep-alive connection that remembers what it was told."""

    def __init__(self, port):
        self.connection = http_connection(port)
        self.statuses = Counter()
        self.kept, self.gone = {}, set()

    def call(self, method, path, body=None):
        self.connection.request(method, path, json.dumps(body) if body is not None else None)
        answer = self.connection.getresponse()
        text = answer.read()
        self.statuses[answer.status] += 1
        return json.loads(text)

    def work(self):
        for turn in range(TURNS):
            name = f"flow-{uuid.uuid4().hex}"
            flow = self.call("POST", "/flows/", {
                "name": name, "executionRoleArn": ROLE, "definition": smallest(),
                "clientToken": uuid.uuid4().hex + "-0123456789"})["id"]
            self.call("PUT", f"/flows/{flow}/", {
                "name": name, "executionRoleArn": ROLE, "definition": smallest(),
                "description": f"turn {turn}"})
            self.call("POST", f"/flows/{flow}/")
            version = self.call("POST", f"/flows/{flow}/versions")["version"]
            self.call("POST", f"/flows/{flow}/aliases", {
                "name": "live", "routingConfiguration": [{"flowVersion": version}]})
            prompt = self.call("POST", "/prompts/", {"name": name})["id"]
            self.call("PUT", f"/prompts/{prompt}/", {"name": name, "description": f"turn {turn}"})
            self.call("POST", f"/prompts/{prompt}/versions")
            self.call("DELETE", f"/prompts/{prompt}/")
            if turn % 3 == 2:
                self.call("DELETE", f"/flows/{flow}/?skipResourceInUseCheck=true")
                self.gone.add(flow)
            else:
                self.kept[flow] = name, f"turn {turn}"


def test_sixty_four_clients_lose_nothing(start, tmp_path):
    flags = ("--db", tmp_path / "state.db", "--flows-per-account", CLIENTS * TURNS)
    server = start(*flags)
    clients = [Client(server.port) for _ in range(CLIENTS)]
    at_once(Client.work, clients)
    statuses = sum((client.statuses for client in clients), Counter())
    calls = CLIENTS * TURNS
    assert statuses == {201: 5 * calls, 202: calls, 200: 3 * calls + calls // 3}
    kept = {flow: what for client in clients for flow, what in client.kept.items()}
    assert len(kept) == calls - calls // 3

    def look():
        pages = server.agent.get_paginator("list_flows").paginate(PaginationConfig={"PageSize": 100})
        rows = {row["id"]: row for page in pages for row in page["flowSummaries"]}
        assert set(rows) == set(kept)
        for flow, (name, description) in kept.items():
            assert (rows[flow]["name"], rows[flow]["description"], rows[flow]["status"]) == (
                name, description, "Prepared")
        assert server.agent.list_prompts()["promptSummaries"] == []
        for flow in list(kept)[::40]:
            versions = server.agent.list_flow_versions(flowIdentifier=flow)["flowVersionSummaries"]
            assert [version["version"] for version in versions] == ["1"]
            aliases = server.agent.list_flow_aliases(flowIdentifier=flow)["flowAliasSummaries"]
            assert [alias["name"] for alias in aliases] == ["live", "TSTALIASID"]

    look()
    server.kill()  # what was answered is on disk
    server = start(*flags)
    look()


def test_of_many_that_take_one_name_one_wins(start):
    server = start("--in-memory")
    clients = [Client(server.port) for _ in range(CLIENTS)]
    together = threading.Barrier(CLIENTS)

    def take(client):
        together.wait(WAIT_MAX)
        client.call("POST", "/flows/", {"name": "wanted", "executionRoleArn": ROLE})

    at_once(take, clients)
    assert sum((client.statuses for client in clients), Counter()) == {201: 1, 409: CLIENTS - 1}


def test_of_many_with_one_token_all_get_one_flow(start):
    server = start("--in-memory")
    clients = [Client(server.port) for _ in range(CLIENTS)]

    def create(client):
        return client.call("POST", "/flows/", {
            "name": "wanted", "executionRoleArn": ROLE,
            "clientToken": "one-token-that-all-of-them-send-at-once"})["id"]

    found = at_once(create, clients)
    assert len(found) == CLIENTS and len(set(found)) == 1
    assert [row["id"] for row in server.agent.list_flows()["flowSummaries"]] == found[:1]
