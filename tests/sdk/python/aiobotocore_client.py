"""Plays the scenario with aiobotocore.

    python aiobotocore_client.py ENDPOINT
"""
import asyncio
import sys

from aiobotocore.session import get_session
from botocore.exceptions import EventStreamError

import scenario

endpoint = sys.argv[1]


async def main():
    session = get_session()
    async with (session.create_client("bedrock-agent", endpoint_url=endpoint) as agent,
                session.create_client("bedrock-agent-runtime", endpoint_url=endpoint) as runtime):
        await scenario.play(agent, runtime, EventStreamError)


asyncio.run(main())
