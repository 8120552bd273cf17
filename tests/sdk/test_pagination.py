"""Three clients walk long lists while others create, update and delete: each item comes once.

1,000 flows, 500 prompts, 10 versions and 10 aliases stay; others come and go all the time.
"""
import json
import os
import sys
import threading
from pathlib import Path

import pytest

from conftest import NODE, ROLE, Server
from flow_shapes import create, smallest
from waits import http_connection, join, run

FLOWS, PROMPTS, CHURNED = 1000, 500, 3
HERE = Path(__file__).parent


class Stage:
    """A server with what stays, and the threads that make the rest come and go."""

    def __init__(self):
        self.server = Server("--in-memory", "--flows-per-account", FLOWS + 100,
                             "--prompts-per-account", PROMPTS + 100)
        self.stop = threading.Event()
        self.turns, self.failures = [0, 0, 0], []
        self.fill()
        self.threads = [threading.Thread(target=self.churn, args=(at, work)) for at, work in
                        enumerate((self.churn_flows, self.churn_prompts, self.churn_flow_parts))]
        for thread in self.threads:
            thread.start()

    def fill(self):
        agent = self.server.agent
        self.flows = self.made("/flows/", [{"name": f"flow-{at}", "executionRoleArn": ROLE}
                                           for at in range(FLOWS - 1)])
        self.prompts = self.made("/prompts/", [{"name": f"prompt-{at}"} for at in range(PROMPTS)])
        # The flow whose lists are walked. Its tenth version and alias come and go.
        self.flow = create(self.server, smallest())
        self.flows.append(self.flow)
        for _ in range(9):
            agent.create_flow_version(flowIdentifier=self.flow)
        self.versions = [str(number) for number in range(9, 0, -1)]
        self.aliases = [agent.create_flow_alias(
            flowIdentifier=self.flow, name=f"alias-{at}",
            routingConfiguration=[{"flowVersion": "1"}])["id"] for at in range(9)] + ["TSTALIASID"]
        # Another whose lists have all that the quotas allow, and stay as they are.
        self.full = create(self.server, smallest())
        self.flows.append(self.full)
        for at in range(10):
            agent.create_flow_version(flowIdentifier=self.full)
            agent.create_flow_alias(flowIdentifier=self.full, name=f"alias-{at}",
                                    routingConfiguration=[{"flowVersion": "DRAFT"}])

    def made(self, target, bodies):
        """The IDs of what plain requests create: many of an SDK's would take most of the time."""
        connection, ids = http_connection(self.server.port), []
        for body in bodies:
            connection.request("POST", target, json.dumps(body))
            ids.append(json.loads(connection.getresponse().read())["id"])
        return ids

    def churn(self, at, work):
        agent = self.server.agent
        try:
            while not self.stop.is_set():
                work(agent, self.turns[at])
                self.turns[at] += 1
        except Exception as failure:
            self.failures.append(failure)

    def churn_flows(self, agent, turn):
        names = [f"churn-{turn}-{at}" for at in range(CHURNED)]
        made = [agent.create_flow(name=name, executionRoleArn=ROLE)["id"] for name in names]
        agent.update_flow(flowIdentifier=self.flows[turn % 900], executionRoleArn=ROLE,
                          name=f"renamed-{turn}", definition=smallest())
        for flow in made:
            agent.delete_flow(flowIdentifier=flow)

    def churn_prompts(self, agent, turn):
        made = [agent.create_prompt(name=f"churn-{turn}-{at}")["id"] for at in range(CHURNED)]
        agent.update_prompt(promptIdentifier=self.prompts[turn % PROMPTS], name=f"renamed-{turn}")
        for prompt in made:
            agent.delete_prompt(promptIdentifier=prompt)

    def churn_flow_parts(self, agent, turn):
        version = agent.create_flow_version(flowIdentifier=self.flow)["version"]
        alias = agent.create_flow_alias(flowIdentifier=self.flow, name=f"churn-{turn}",
                                        routingConfiguration=[{"flowVersion": version}])["id"]
        agent.update_flow_alias(flowIdentifier=self.flow, aliasIdentifier=self.aliases[turn % 9],
                                name=f"renamed-{turn}",
                                routingConfiguration=[{"flowVersion": version}])
        agent.update_flow_alias(flowIdentifier=self.flow, aliasIdentifier=self.aliases[turn % 9],
                                name=f"renamed-{turn}",
                                routingConfiguration=[{"flowVersion": "1"}])
        agent.delete_flow_alias(flowIdentifier=self.flow, aliasIdentifier=alias)
        agent.delete_flow_version(flowIdentifier=self.flow, flowVersion=version)

    def expect(self, found):
        """Each walk met all that stays, and nothing twice."""
        for name, items in found.items():
            stays = getattr(self, name)
            assert len(set(items)) == len(items), f"{name}: something came twice"
            kept = [item for item in items if item in set(stays)]
            assert sorted(kept) == sorted(stays), f"{name}: {len(kept)} of {len(stays)}"

    def close(self):
        self.stop.set()
        join(self.threads, "what makes items come and go")
        assert not self.failures
        assert all(turns > 3 for turns in self.turns), "the lists changed while they were walked"
        self.server.stop()


@pytest.fixture(scope="module")
def stage():
    stage = Stage()
    yield stage
    stage.close()


@pytest.mark.parametrize("page_size", [None, 7, 100, 1000])
def test_boto3_paginators(stage, page_size):
    agent = stage.server.agent
    page = {} if page_size is None else {"PaginationConfig": {"PageSize": page_size}}

    def walk(operation, list_name, member, **arguments):
        pages = agent.get_paginator(operation).paginate(**arguments, **page)
        return [item[member] for answer in pages for item in answer[list_name]]

    stage.expect({
        "flows": walk("list_flows", "flowSummaries", "id"),
        "prompts": walk("list_prompts", "promptSummaries", "id"),
        "versions": walk("list_flow_versions", "flowVersionSummaries", "version",
                         flowIdentifier=stage.flow),
        "aliases": walk("list_flow_aliases", "flowAliasSummaries", "id", flowIdentifier=stage.flow)})


@pytest.mark.parametrize("page_size", [1, 3, 10, 11])
def test_the_longest_lists_of_one_flow(stage, page_size):
    agent = stage.server.agent
    config = {"PaginationConfig": {"PageSize": page_size}, "flowIdentifier": stage.full}
    versions = [item["version"] for page in agent.get_paginator("list_flow_versions").paginate(**config)
                for item in page["flowVersionSummaries"]]
    assert versions == [str(number) for number in range(10, 0, -1)]
    aliases = [item["name"] for page in agent.get_paginator("list_flow_aliases").paginate(**config)
               for item in page["flowAliasSummaries"]]
    assert aliases == [f"alias-{at}" for at in range(9, -1, -1)] + ["TSTALIASID"]


def test_the_aws_cli(stage):
    aws = Path(sys.executable).parent / "aws"
    environment = {**os.environ, "AWS_ENDPOINT_URL_BEDROCK_AGENT": stage.server.url,
                   "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
                   "AWS_DEFAULT_REGION": "us-east-1", "AWS_MAX_ATTEMPTS": "1"}

    def walk(command, query, *arguments):
        done = run([aws, "bedrock-agent", command, "--output", "json", "--query", query, *arguments],
                   env=environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    flow = ("--flow-identifier", stage.flow)
    stage.expect({
        "flows": walk("list-flows", "flowSummaries[].id", "--page-size", "50"),
        "prompts": walk("list-prompts", "promptSummaries[].id"),
        "versions": walk("list-flow-versions", "flowVersionSummaries[].version", *flow,
                         "--page-size", "2"),
        "aliases": walk("list-flow-aliases", "flowAliasSummaries[].id", *flow, "--page-size", "3")})


def test_the_javascript_sdk(stage):
    done = run([NODE, HERE / "js" / "walk.mjs", stage.server.url, stage.flow, 10, 333])
    assert done.returncode == 0, done.stderr
    for walked in done.stdout.splitlines():
        stage.expect(json.loads(walked))
    assert len(done.stdout.splitlines()) == 2
