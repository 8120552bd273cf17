"""Plays the scenario with boto3.

    python boto3_client.py ENDPOINT
"""
import asyncio
import sys

import boto3
from botocore.exceptions import EventStreamError

import scenario

endpoint = sys.argv[1]
agent = boto3.client("bedrock-agent", endpoint_url=endpoint)
runtime = boto3.client("bedrock-agent-runtime", endpoint_url=endpoint)


async def iterate(items):
    for item in items:
        yield item


class Paginator:
    def __init__(self, paginator):
        self.paginator = paginator

    def paginate(self, **arguments):
        return iterate(self.paginator.paginate(**arguments))


class Awaited:
    """A client whose calls the scenario awaits as those of aiobotocore."""

    def __init__(self, client):
        self.client, self.exceptions = client, client.exceptions

    def get_paginator(self, operation):
        return Paginator(self.client.get_paginator(operation))

    def __getattr__(self, operation):
        async def call(**arguments):
            answer = getattr(self.client, operation)(**arguments)
            if "responseStream" in answer:
                answer["responseStream"] = iterate(answer["responseStream"])
            return answer
        return call


asyncio.run(scenario.play(Awaited(agent), Awaited(runtime), EventStreamError))
