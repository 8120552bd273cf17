"""The scenario of ../scenario.json for clients of Python: those of aiobotocore, or ones that look
like them.
"""
import json
from pathlib import Path

SCENARIO = json.loads((Path(__file__).parents[1] / "scenario.json").read_text())
ROLE = "arn:aws:iam::123456789012:role/flows"


def show(step, **seen):
    print(json.dumps({"step": step, **seen}), flush=True)


def document(text, node="Start", **port):
    return [{"nodeName": node, "content": {"document": text}, **(port or {"nodeOutputName": "document"})}]


def kind(event):
    """What a trace or an event of an execution is, and the node it tells of."""
    (name, value), = event.items()
    return f"{name} {value['nodeName']}"


async def pages(client, operation, **arguments):
    return [page async for page in client.get_paginator(operation).paginate(**arguments)]


async def create(agent, name):
    return await agent.create_flow(name=name, executionRoleArn=ROLE,
                                   definition=SCENARIO["definitions"][name])


async def control_plane(agent):
    """Returns the IDs of the flow and of the alias that it has made."""
    flow = await create(agent, "greeter")
    show("create", flow=flow["id"], arn=flow["arn"], status=flow["status"])
    await agent.prepare_flow(flowIdentifier=flow["id"])
    show("prepare", status=(await agent.get_flow(flowIdentifier=flow["id"]))["status"])
    versions = [(await agent.create_flow_version(flowIdentifier=flow["id"]))["version"]
                for _ in range(3)]
    show("version", versions=versions)
    made = await agent.create_flow_alias(flowIdentifier=flow["id"], name="live",
                                         routingConfiguration=[{"flowVersion": "2"}])
    alias = await agent.get_flow_alias(flowIdentifier=flow["id"], aliasIdentifier=made["id"])
    show("alias", alias=alias["id"], version=alias["routingConfiguration"][0]["flowVersion"])
    await agent.tag_resource(resourceArn=flow["arn"], tags={"team": "travel", "stage": "test"})
    await agent.untag_resource(resourceArn=flow["arn"], tagKeys=["stage"])
    show("tags", tags=(await agent.list_tags_for_resource(resourceArn=flow["arn"]))["tags"])
    found = await pages(agent, "list_flow_versions", flowIdentifier=flow["id"], maxResults=2)
    show("pages", pages=[[row["version"] for row in page["flowVersionSummaries"]] for page in found])
    try:
        await agent.get_flow(flowIdentifier="AAAAAAAAAA")
    except agent.exceptions.ResourceNotFoundException as error:
        show("error", error=error.response["Error"]["Code"], message=error.response["Error"]["Message"],
             status=error.response["ResponseMetadata"]["HTTPStatusCode"],
             request=error.response["ResponseMetadata"]["RequestId"])
    return flow["id"], alias["id"]


async def invoke(runtime, flow, alias, inputs, **more):
    """The execution's ID and the events of one InvokeFlow."""
    answer = await runtime.invoke_flow(flowIdentifier=flow, flowAliasIdentifier=alias, inputs=inputs,
                                       **more)
    return answer["executionId"], [event async for event in answer["responseStream"]]


def only(events, kind):
    return next(event[kind] for event in events if kind in event)


async def streams(agent, runtime, flow, alias, stream_error):
    execution, events = await invoke(runtime, flow, alias, document("Ada"), enableTrace=True)
    show("invoke", execution=execution,
         traces=[kind(event["flowTraceEvent"]["trace"]) for event in events if "flowTraceEvent" in event],
         output=only(events, "flowOutputEvent")["content"]["document"],
         completion=only(events, "flowCompletionEvent")["completionReason"])
    try:
        await invoke(runtime, flow, alias, document("fail"))
    except stream_error as error:
        code = error.response["Error"]["Code"]  # the SDK gives the event's name: accessDeniedException
        show("exception", error=code[0].upper() + code[1:], message=error.response["Error"]["Message"])
    travel = (await create(agent, "travel"))["id"]
    await agent.prepare_flow(flowIdentifier=travel)
    execution, asked = await invoke(runtime, travel, "TSTALIASID", document("Travel"))
    _, events = await invoke(runtime, travel, "TSTALIASID", executionId=execution,
                             inputs=document("Paris", "Book", nodeInputName="agentInputText"))
    show("conversation",
         question=only(asked, "flowMultiTurnInputRequestEvent")["content"]["document"],
         paused=only(asked, "flowCompletionEvent")["completionReason"],
         output=only(events, "flowOutputEvent")["content"]["document"],
         completion=only(events, "flowCompletionEvent")["completionReason"])


async def executions(runtime, flow, alias):
    where = {"flowIdentifier": flow, "flowAliasIdentifier": alias}

    async def start(name, text):
        answer = await runtime.start_flow_execution(flowExecutionName=name, inputs=document(text), **where)
        return answer["executionArn"]

    async def events(event_type):
        found = await pages(runtime, "list_flow_execution_events", executionIdentifier="first",
                            eventType=event_type, maxResults=2, **where)
        return [kind(event) for page in found for event in page["flowExecutionEvents"]]

    arn = await start("first", "Ada")
    while (ended := await runtime.get_flow_execution(executionIdentifier="first", **where))["status"] == "Running":
        pass
    await start("second", "Ada")
    found = await pages(runtime, "list_flow_executions", flowIdentifier=flow, maxResults=1)
    snapshot = await runtime.get_execution_flow_snapshot(executionIdentifier="first", **where)
    try:
        refused = await start("first", "Ada")
    except runtime.exceptions.ConflictException as error:
        refused = error.response["Error"]["Code"]
    show("execution", arn=arn, status=ended["status"], endsAfterStart=ended["endedAt"] >= ended["startedAt"],
         executions=[row["executionArn"].split("/")[-1] for page in found
                     for row in page["flowExecutionSummaries"]],
         flowEvents=await events("Flow"), nodeEvents=await events("Node"),
         version=snapshot["flowVersion"], definition=snapshot["definition"], refused=refused)
    await start("third", "wait")
    stopped = await runtime.stop_flow_execution(executionIdentifier="third", **where)
    show("stop", status=stopped["status"])


async def play(agent, runtime, stream_error):
    flow, alias = await control_plane(agent)
    await streams(agent, runtime, flow, alias, stream_error)
    await executions(runtime, flow, alias)
